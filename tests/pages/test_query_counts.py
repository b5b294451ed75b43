"""Each page asks the database the same number of questions, however much there is: twelve at most."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions import operations as actions
from actions.models import Action, PlanOutcome, ProgressState
from actions.notices import progress_link
from alsweb.lib.tenancy.scope import scope
from notifications.hours import Free
from notifications.models import Notice
from notifications.operations import keep_rota
from notifications.outbox import notify_many
from organisations import operations as organisations
from organisations.models import Membership, User
from reports import operations as reports
from reports.exporting.seen import Seen
from sessions import operations as sessions
from sessions.models import Answer
from sets import operations as sets
from sets.models import LearningSet
from sets.models.words import HEADS
from sets.queries import rules_of
from sets.reminder_rules import USUAL, read_as
from tests.cast import AFTER_FIRST, FOUNDED, NEXT_ON, NINE, NOW, ZONE, Cast, entering, join, join_set
from tests.sets.test_directory import announce
from tests.sets.test_requests import ask

SignedIn = Callable[[User | None], Client]
MOST = 12
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")

QUAY, FIRST, SECOND = ("harbour", "quay"), ("harbour", "quay", 1), ("harbour", "quay", 2)
# Five of each are for entering: the session, the user, the person's scope, their memberships, the organisation's scope.
COUNTS = [
    ("alice", "pages:home", ("harbour",), 10),
    ("bob", "pages:home", ("harbour",), 12),
    ("bob", "pages:inbox", ("harbour",), 6),
    ("bob", "pages:sets", ("harbour",), 7),
    ("alice", "pages:set", QUAY, 10),
    ("bob", "pages:set", QUAY, 10),
    ("dora", "pages:set", QUAY, 8),
    ("bob", "pages:who", QUAY, 10),
    ("bob", "pages:session", FIRST, 12),
    ("alice", "pages:session", SECOND, 12),
    ("dora", "pages:session", SECOND, 8),
    ("bob", "pages:opening", SECOND, 12),
    ("alice", "pages:fortnight", QUAY, 12),
    ("alice", "pages:looking_after", QUAY, 11),
    ("alice", "sets:form_people", ("harbour", "pool"), 12),
    ("alice", "sets:forming", ("harbour", "pool"), 10),
    ("bob", "sets:ground_rules", QUAY, 11),
    ("bob", "pages:what_others_see", QUAY, 12),
    ("alice", "sets:ground_rules_history", QUAY, 11),
    ("alice", "sets:review", QUAY, 11),
    ("bob", "sets:access_log", QUAY, 10),
    ("bob", "sets:find", ("harbour",), 9),
    ("alice", "sets:requests", QUAY, 11),
    ("bob", "sets:proposal", ("harbour", "pool"), 9),
    ("bob", "sets:not_together", ("harbour",), 6),
    ("alice", "sessions:attendance", FIRST, 9),
    ("alice", "sessions:process_notes", QUAY, 9),
    ("alice", "sessions:process_note", SECOND, 10),
    ("alice", "sessions:poll", FIRST, 12),
    ("bob", "sessions:poll", FIRST, 11),
    ("bob", "pages:record", ("harbour",), 8),
    ("bob", "pages:record_json", ("harbour",), 10),
    ("bob", "pages:learning_record", ("harbour",), 12),
    ("bob", "actions:mine", ("harbour",), 10),
    ("bob", "actions:of_set", QUAY, 11),
    ("olga", "organisations:people", ("harbour",), 8),
    ("olga", "organisations:invitations", ("harbour",), 7),
    ("dora", "reports:participation", ("harbour",), 11),
    ("dora", "reports:costs", ("harbour",), 7),
    ("dora", "reports:side_by_side", ("harbour",), 10),
    ("dora", "reports:health", ("harbour",), 7),
    ("dora", "reports:completion", ("harbour",), 8),
    ("dora", "reports:completion_rules", ("harbour",), 9),
    ("dora", "reports:exports", ("harbour",), 8),
    ("dora", "reports:monthly", ("harbour",), 7),
    ("alice", "sets:invite", QUAY, 8),
    ("dora", "sets:programme_facilitators", ("harbour", "docks"), 8),
    ("dora", "pages:programmes", ("harbour",), 7),
    ("dora", "pages:programme", ("harbour", "docks"), 8),
    ("bob", "me", (), 9),
    ("bob", "own_calendar", (), 7),
    ("alice", "me", (), 9),
    ("alice", "my_sets", (), 8),
]


def test_no_page_asks_more_than_twelve_times() -> None:
    assert [row for row in COUNTS if row[-1] > MOST] == []


@pytest.mark.django_db(transaction=True)
def test_a_page_asks_as_much_for_three_of_everything_as_for_one(cast: Cast, signed_in: SignedIn) -> None:
    _found_programme(cast, "Docks")
    with entering(cast.bob):
        sessions.put_name_on_agenda(cast.quay.coming, challenge=cast.quay.challenge, by=cast.bob, at=FOUNDED)
        sets.write_bio(cast.quay.learning_set, "I run the night shift.", by=cast.bob, at=FOUNDED)
        sets.wish_apart(cast.greta, by=cast.bob, at=FOUNDED)
    ask(cast.bob, cast.slipway.learning_set)
    with entering(cast.alice):
        said = {each.pk: "yes" for each in cast.quay.slots}
        sessions.answer_poll(cast.quay.poll, said, ask_again_on=None, by=cast.alice, at=NOW)
        pool = sets.found_set(name="Pool", topic="", time_zone=ZONE, places=6, own_role=None, by=cast.alice, at=FOUNDED)
        _propose(pool, cast.alice, cast.bob)
        _propose(cast.quay.learning_set, cast.alice, cast.erin)
    _tell(cast.bob, "One")
    clients = {who: signed_in(getattr(cast, who).person) for who in {row[0] for row in COUNTS}}
    at_one = _asked_for_each(clients)
    _make_three_of_everything(cast)
    _tell(cast.bob, "Two", "Three")
    with entering(cast.bob):
        sets.wish_apart(cast.dora, by=cast.bob, at=NOW)
    with entering(cast.alice):
        sessions.write_process_note(cast.quay.coming, "Slower next time.", based_on=None, by=cast.alice, at=NOW)
        _propose(pool, cast.alice, cast.erin, cast.frank)
        _propose(cast.quay.learning_set, cast.alice, cast.frank, cast.hugo)
    at_three = _asked_for_each(clients)
    # Where there is no more on a page, its counts say nothing.
    assert [row for row in at_one if len(at_three[row][0]) <= len(at_one[row][0])] == []
    expected = {tuple(row): (count, count) for *row, count in COUNTS}
    assert {row: (len(at_one[row][1]), len(at_three[row][1])) for row in at_one} == expected


def _asked_for_each(clients: dict[str, Client]) -> dict[tuple[object, ...], tuple[bytes, list[str]]]:
    found: dict[tuple[object, ...], tuple[bytes, list[str]]] = {}
    for who, page, args, _count in COUNTS:
        url = reverse(page, args=args)
        clients[who].get(url)  # what is asked once a process is asked here
        found[who, page, args] = _statements(clients[who], url)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_the_page_of_reminders_asks_as_much_where_every_rule_differs(cast: Cast, signed_in: SignedIn, who: str) -> None:
    client, url = signed_in(getattr(cast, who).person), reverse("sets:reminders", args=QUAY)
    client.get(url)
    before, as_usual = _statements(client, url)
    with entering(cast.alice):
        others = [replace(each, is_on=not each.is_on) for each in USUAL.values()]
        quay = cast.quay.learning_set
        sets.change_rules(quay, others, based_on=read_as(rules_of(quay)), by=cast.alice, at=NOW)
    after, at_eight = _statements(client, url)
    assert after != before
    assert (len(as_usual), len(at_eight)) == (8, 8)


@pytest.mark.django_db
def test_the_page_of_a_reminder_asks_twelve_times_with_a_line_and_fewer_without(
    cast: Cast, signed_in: SignedIn
) -> None:
    client, url = signed_in(cast.alice.person), reverse("sessions:reminder", args=SECOND)
    client.get(url)
    _before, without = _statements(client, url)
    with entering(cast.alice):
        sessions.change_reminder(cast.quay.coming, note="Come.", held=False, based_on="", by=cast.alice, at=NOW)
    after, with_line = _statements(client, url)
    assert b"Come." in after
    assert (len(without), len(with_line)) == (10, 12)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["alice", "bob"])
def test_the_page_of_an_action_asks_as_much_for_three_of_everything_as_for_one(
    cast: Cast, signed_in: SignedIn, who: str
) -> None:
    action = cast.quay.action
    client, url = signed_in(getattr(cast, who).person), reverse("actions:action", args=["harbour", action.pk])
    client.get(url)
    before, at_one = _statements(client, url)
    with entering(cast.bob):
        for n in (1, 2):
            actions.report_progress(action, state=ProgressState.STUCK, line=f"Line {n}", by=cast.bob, at=NOW)
            actions.let_go(action, because="not_now", outcome={}, based_on="", by=cast.bob, at=NOW)
            actions.take_up(action, by=cast.bob, at=NOW)
    after, at_three = _statements(client, url)
    assert len(after) > len(before)
    assert (len(at_one), len(at_three)) == (12, 12)


@pytest.mark.django_db(transaction=True)
def test_the_page_of_delivery_asks_as_much_for_three_mails_as_for_one(
    cast: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    client, url = signed_in(cast.stan), reverse("notifications:delivery")
    lengths, asked = [], []
    for subjects in (("One",), ("Two", "Three")):
        _tell(cast.bob, *subjects)
        with seeding():
            Notice.objects.filter(kind="told").update(failed_at=NOW, next_at=None)
        client.get(url)
        page, statements = _statements(client, url)
        lengths.append(page.count(b"Send again<"))
        asked.append(len(statements))
    assert (lengths, asked) == ([1, 3], [6, 6])


OF_ONE_THING = {
    "notifications:preferences": 9,
    "notifications:rota": 6,
    "progress_by_mail": 8,
    "actions:change": 9,
    "actions:readers": 10,
    "actions:done": 9,
    "actions:let_go": 9,
    "actions:plan": 12,
}
"""Pages for whoever owns an action, a plan or their own hours."""


@pytest.mark.django_db(transaction=True)
def test_the_pages_of_ones_own_things_ask_as_much_for_three_of_everything_as_for_one(
    cast: Cast, signed_in: SignedIn
) -> None:
    _found_programme(cast, "Docks")
    _keep_rota(cast.bob, days=1)
    client, action = signed_in(cast.bob.person), cast.quay.action.pk
    urls = {
        "progress_by_mail": urlsplit(progress_link(person=cast.bob.person_id, organisation=cast.harbour.pk)).path,
        "actions:plan": reverse("actions:plan", args=FIRST),
    }
    for page in OF_ONE_THING:
        if page not in urls:
            urls[page] = reverse(page, args=["harbour", action] if page.startswith("actions:") else [])
        client.get(urls[page])
    at_one = {page: _statements(client, urls[page]) for page in OF_ONE_THING}
    _make_three_of_everything(cast)
    _keep_rota(cast.bob, days=3)
    with entering(cast.bob):
        more = [actions.NewAction(what="Ask Mo", due_on=NOW.date())]
        actions.write_plan(
            cast.quay.held, outcome=PlanOutcome.ACTIONS, new_actions=more, known=1, by=cast.bob, at=AFTER_FIRST
        )
    at_three = {page: _statements(client, urls[page]) for page in OF_ONE_THING}
    for page in ("notifications:rota", "progress_by_mail"):
        assert len(at_three[page][0]) > len(at_one[page][0]), page
    assert b"Ask Mo" in at_three["actions:plan"][0]
    assert {page: len(asked) for page, (_, asked) in at_one.items()} == OF_ONE_THING
    assert {page: len(asked) for page, (_, asked) in at_three.items()} == OF_ONE_THING


def _statements(client: Client, url: str) -> tuple[bytes, list[str]]:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)
    assert response.status_code == 200
    statements = [query["sql"] for query in asked.captured_queries]
    return response.content, [each for each in statements if not each.startswith(TRANSACTION_CONTROL)]


def _make_three_of_everything(cast: Cast) -> None:
    """Two more sets of Alice's with Bob in them, two more people, sessions, challenges and actions in Quay."""
    quay, alice, bob = cast.quay, cast.alice, cast.bob
    for name in ("Mole", "Pier"):
        with entering(alice):
            other = sets.found_set(name=name, topic="", time_zone=ZONE, places=6, by=alice, at=FOUNDED)
            sets.write_ground_rules(other, dict.fromkeys(HEADS, name), based_on=0, by=alice, at=FOUNDED)
            asked = sets.invite_to_set(other, bob.person.email, by=alice, at=FOUNDED)
            sets.accept(asked.invitation, user=bob.person, name="", at=FOUNDED)
            _plan(other, alice, days=3)
    with entering(cast.dora):
        for days in (1, 2):
            organisations.set_costs(
                valid_from=(FOUNDED + timedelta(days=days)).date(),
                currency="GBP",
                hourly_rate=Decimal(40),
                fee=Decimal(600),
                fee_per="day",
                by=cast.dora,
                at=FOUNDED,
            )
        for days, address in ((1, "?period=half"), (2, "?period=year")):
            seen = Seen.at_address(cast.harbour, address, at=NOW + timedelta(days=days))
            reports.ask_for_export(seen, of="sets", file_format="csv", by=cast.dora, at=seen.at)
            reports.want_monthly(address, by=cast.dora, at=NOW)
    announce(quay)
    ask(bob, cast.boathouse.learning_set)
    for asker in (cast.erin, cast.ines):
        ask(asker, quay.learning_set)
    _found_programme(cast, "Wharf")
    with entering(cast.dora):
        for day in (1, 2):
            sets.set_completion_rule(
                programme=None, valid_from=date(2027, 7, day), attend=3, sessions=6, by=cast.dora, at=NOW
            )
    with entering(cast.olga):
        docks = LearningSet.objects.get(slug="docks-1").programme
        for name in ("Dock 2", "Dock 3"):
            sets.found_set(
                name=name, topic="", time_zone=ZONE, places=6, own_role=None, programme=docks, by=cast.olga, at=FOUNDED
            )
    for days in (7, 14):
        with entering(alice):
            _plan(quay.learning_set, alice, days=days)
            sets.invite_to_set(quay.learning_set, f"guest{days}@harbour.example", by=alice, at=FOUNDED)
    for name in ("kim", "lee"):
        member = join_set(name, quay.learning_set, of=alice)
        join(f"{name}2", of=cast.olga, roles=["member"])
        with entering(cast.olga):
            organisations.invite(f"{name}3@harbour.example", roles=["member"], by=cast.olga, at=FOUNDED)
        _take_part(cast, member)
    _change_the_rules(cast)
    with entering(bob):
        three = [actions.NewAction(what=f"Action {n}", due_on=NOW.date()) for n in (1, 2, 3)]
        actions.write_plan(quay.coming, outcome=PlanOutcome.ACTIONS, new_actions=three, by=bob, at=AFTER_FIRST)
        for action in Action.objects.filter(person=bob.person_id):
            actions.report_progress(action, state=ProgressState.STUCK, line="Not yet.", by=bob, at=NOW)


def _tell(member: Membership, *sentences: str) -> None:
    """As if a mail had said so."""
    organisation, person = member.organisation_id, member.person_id
    with entering(member):
        for said in sentences:
            notice = Notice.waiting(
                kind="told", subject=said, occasion="", due_at=NOW, organisation=organisation, person=person
            )
            notice.told = said
            notify_many([notice])


def _keep_rota(member: Membership, *, days: int) -> None:
    with scope(person=member.person_id):
        keep_rota([Free(time(15), time(20))] * days, starts_on=NOW.date(), person=member.person_id)


def _found_programme(cast: Cast, name: str) -> None:
    with entering(cast.olga):
        sets.found_programme(name=name, purpose="", sets=1, sessions_planned=6, by=cast.olga, at=FOUNDED)


def _propose(learning_set: LearningSet, by: Membership, *people: Membership) -> None:
    for person in people:
        sets.propose(learning_set, person, by=by, at=NOW)
    sets.ask(learning_set, answer_by=NEXT_ON, by=by, at=NOW)


def _change_the_rules(cast: Cast) -> None:
    quay = cast.quay.learning_set
    for number in (1, 2):
        with entering(cast.alice):
            rules = sets.write_ground_rules(
                quay, dict.fromkeys(HEADS, "a\n" * number), based_on=number, by=cast.alice, at=FOUNDED
            )
    for member in (cast.alice, cast.bob):
        with entering(member):
            sets.agree(rules, by=member, at=FOUNDED)
            sets.score_rules(rules, dict.fromkeys(range(3), 2), by=member, at=FOUNDED)


def _plan(learning_set: LearningSet, by: Membership, *, days: int) -> None:
    sessions.plan_session(
        learning_set,
        day=NEXT_ON + timedelta(days=days),
        at_time=NINE,
        minutes=120,
        place="",
        video_link="",
        by=by,
        at=FOUNDED,
    )


def _take_part(cast: Cast, member: Membership) -> None:
    quay = cast.quay
    with entering(member):
        sets.write_bio(quay.learning_set, f"{member.name} works by the water.", by=member, at=FOUNDED)
        challenge = sessions.write_challenge(
            quay.learning_set, headline="How do I begin?", story="", by=member, at=FOUNDED, challenge=None
        )
        for session in (quay.held, quay.coming):
            sessions.put_name_on_agenda(session, challenge=challenge, by=member, at=FOUNDED)
        sessions.answer_session(quay.coming, answer=Answer.COMING, by=member, at=FOUNDED)
        new = [actions.NewAction(what="Begin", due_on=NOW.date())]
        actions.write_plan(quay.held, outcome=PlanOutcome.ACTIONS, new_actions=new, by=member, at=AFTER_FIRST)
