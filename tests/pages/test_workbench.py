"""The workbench: each set that I run by what it needs, in counts that are right, with nobody's name."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.models import Answer, MoveReason, Poll, PollReply, Session, Settled
from sessions.queries import Bench, workbench
from sets import operations as sets
from sets.models import LearningSet
from tests.cast import FOUNDED, NEXT_ON, NOW, ZONE, Cast, entering, join_set

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
SOON_ON = NOW.date() + timedelta(days=3)


def page_of(client: Client, query: str = "") -> str:
    response = client.get(f"/me/sets/{query}")
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def parts(page: str) -> dict[str, list[str]]:
    """Names of sets by the heading under which they stand."""
    sections = re.findall(
        r'<section class="section" id="\w+"> <h2 class="section__title">(.*?)</h2>(.*?)</section>', page
    )
    return {title: re.findall(r'class="row__title"[^>]*>(.*?)<', rows) for title, rows in sections}


def line_of(page: str, name: str) -> str:
    found = re.search(rf'class="row__title"[^>]*>{name}</a> <p class="row__meta">(.*?)</p>', page)
    assert found
    return re.sub("<.*?>", "", found[1])


def found(name: str, by: Membership, *, members: int = 0) -> LearningSet:
    with entering(by):
        learning_set = sets.found_set(name=name, topic="", time_zone=ZONE, places=8, by=by, at=FOUNDED)
    for number in range(members):
        join_set(f"{name.lower()}{number}", learning_set, of=by)
    return learning_set


def plan(learning_set: LearningSet, by: Membership, day: date, at_time: time = time(9)) -> Session:
    with entering(by):
        return sessions.plan_session(
            learning_set, day=day, at_time=at_time, minutes=120, place="", video_link="", by=by, at=FOUNDED
        )


def ask(learning_set: LearningSet, by: Membership, *, closes_at: datetime) -> Poll:
    with entering(by):
        return Poll.objects.create(
            organisation=by.organisation,
            learning_set=learning_set,
            number=2,
            opened_by=by,
            opened_at=FOUNDED,
            wanted=6,
            minutes=120,
            time_zone=ZONE,
            cadence="month",
            closes_at=closes_at,
        )


def reply(poll: Poll, member: Membership) -> None:
    with entering(member):
        PollReply.objects.create(
            organisation=poll.organisation,
            learning_set=poll.learning_set,
            poll=poll,
            person_id=member.person_id,
            replied_at=NOW,
        )


def people_of(learning_set: LearningSet, seeding: Callable) -> Iterator[Membership]:
    with seeding():
        people = list(Membership.objects.filter(name__istartswith=learning_set.name).select_related("organisation"))
    yield from people


def say(session: Session, member: Membership, answer: Answer) -> None:
    with entering(member):
        sessions.answer_session(session, answer=answer, by=member, at=NOW)


def close_poll(cast: Cast) -> None:
    with entering(cast.alice):
        Poll.objects.filter(pk=cast.quay.poll.pk).update(withdrawn_at=NOW)


@pytest.fixture
def alone(cast: Cast) -> Cast:
    """Quay has nothing but its one coming session, to which Bob has said that he comes."""
    close_poll(cast)
    return cast


def test_a_set_without_a_date_needs_one_and_the_first_has_the_filled_button(alone: Cast, signed_in: SignedIn) -> None:
    for name in ("Pier", "Mole"):
        found(name, alone.alice, members=1)
    page = page_of(signed_in(alone.alice.person))
    assert heading(page) == "Two of your three sets need a date."
    assert parts(page) == {"Need a date": ["Mole", "Pier"], "Have their next date": ["Quay"]}
    assert line_of(page, "Mole") == "no next date · 1 member"
    assert page.count("button--filled") == 1
    assert 'button--filled" href="/o/harbour/sets/mole/sessions/new/?then=sets"' in page
    assert "autofocus" not in page


def test_whoever_planned_one_set_comes_to_the_button_of_the_next(alone: Cast, signed_in: SignedIn) -> None:
    mole, pier = (found(name, alone.alice, members=1) for name in ("Mole", "Pier"))
    client = signed_in(alone.alice.person)
    assert "autofocus" not in page_of(client, f"?planned={mole.pk}"), "It has no date yet."
    plan(mole, alone.alice, NEXT_ON)
    page = page_of(client, f"?planned={mole.pk}")
    assert heading(page) == "One of your three sets needs a date."
    assert "Mole has its dates. Next is Pier." in page
    assert page.count("autofocus") == 1
    assert 'href="/o/harbour/sets/pier/sessions/new/?then=sets" autofocus' in page
    plan(pier, alone.alice, NEXT_ON)
    page = page_of(client, f"?planned={pier.pk}")
    assert heading(page) == "All your sets have their next date."
    assert "Pier has its dates." in page
    assert "Next is" not in page
    for foreign in (alone.lighthouse.learning_set.pk, "rubbish", "9" * 30):
        assert "has its dates" not in page_of(client, f"?planned={foreign}")


def test_a_set_that_nobody_is_in_yet_needs_people_and_not_a_date(alone: Cast, signed_in: SignedIn) -> None:
    found("Reef", alone.alice)
    page = page_of(signed_in(alone.alice.person))
    assert heading(page) == "No set of yours needs a date now."
    assert parts(page)["Forming"] == ["Reef"]


def test_a_set_that_comes_to_its_end_needs_no_date(alone: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    mole = found("Mole", alone.alice, members=1)
    with seeding():
        LearningSet.objects.filter(pk=mole.pk).update(
            running_at=FOUNDED, running_by=alone.alice, closing_at=NOW, closing_by=alone.alice
        )
    page = page_of(signed_in(alone.alice.person))
    assert parts(page)["Coming to their end"] == ["Mole"]
    assert heading(page) == "No set of yours needs a date now."


def test_soon_and_not_everybody_has_said(alone: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    mole = found("Mole", alone.alice, members=5)
    session = plan(mole, alone.alice, SOON_ON)
    client = signed_in(alone.alice.person)
    page = page_of(client)
    assert parts(page)["Soon, and not everybody has said"] == ["Mole"]
    assert "five have not said whether they come" in line_of(page, "Mole")
    for member in people_of(mole, seeding):
        say(session, member, Answer.COMING)
    page = page_of(client)
    assert "everybody has said whether they come" in line_of(page, "Mole")
    assert parts(page) == {"Have their next date": ["Mole", "Quay"]}


def test_too_few_who_can_come_is_told_until_somebody_decides(
    alone: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    mole = found("Mole", alone.alice, members=5)
    session = plan(mole, alone.alice, NEXT_ON)
    client, people = signed_in(alone.alice.person), list(people_of(mole, seeding))
    say(session, people[0], Answer.CANNOT)
    assert "Too few come" not in parts(page_of(client))
    say(session, people[1], Answer.CANNOT)
    page = page_of(client)
    assert parts(page)["Too few come"] == ["Mole"]
    assert "at risk: three can come, and the set wants at least four" in line_of(page, "Mole")
    with entering(alone.alice):
        Session.objects.filter(pk=session.pk).update(settled_as=Settled.TRIAD, settled_at=NOW, settled_without=2)
    assert "Too few come" not in parts(page_of(client))
    say(session, people[2], Answer.CANNOT)
    assert parts(page_of(client))["Too few come"] == ["Mole"]


def test_a_small_set_is_not_at_risk_for_being_small(alone: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    mole = found("Mole", alone.alice, members=3)
    session = plan(mole, alone.alice, NEXT_ON)
    client = signed_in(alone.alice.person)
    assert "Too few come" not in parts(page_of(client))
    say(session, next(people_of(mole, seeding)), Answer.CANNOT)
    assert "at risk: two can come, and the set wants at least three" in line_of(page_of(client), "Mole")


def test_a_poll_tells_how_many_have_not_answered_and_when_there_is_something_to_choose(
    alone: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    mole = found("Mole", alone.alice, members=2)
    poll = ask(mole, alone.alice, closes_at=NOW + timedelta(days=2))
    client = signed_in(alone.alice.person)
    page = page_of(client)
    assert parts(page)["Looking for dates"] == ["Mole"]
    assert heading(page) == "No set of yours needs a date now."
    assert "three have not answered the poll" in line_of(page, "Mole")
    for member in (alone.alice, *people_of(mole, seeding)):
        reply(poll, member)
    page = page_of(client)
    assert parts(page)["Dates to choose"] == ["Mole"]
    assert "everybody has answered the poll" in line_of(page, "Mole")


def test_a_poll_that_is_over_waits_for_a_choice(alone: Cast, signed_in: SignedIn) -> None:
    ask(found("Mole", alone.alice, members=2), alone.alice, closes_at=NOW - timedelta(hours=1))
    page = page_of(signed_in(alone.alice.person))
    assert parts(page)["Dates to choose"] == ["Mole"]
    assert "the poll is over, three have not answered" in line_of(page, "Mole")


def test_cancelled_and_past_sessions_are_no_next_date(alone: Cast, signed_in: SignedIn) -> None:
    with entering(alone.alice):
        sessions.cancel_session(alone.quay.coming, reason=MoveReason.WORK, by=alone.alice, at=NOW)
    page = page_of(signed_in(alone.alice.person))
    assert heading(page) == "Your set needs a date."
    assert parts(page) == {"Need a date": ["Quay"]}


def test_a_closed_set_is_gone_and_so_is_one_that_i_do_not_run(alone: Cast, signed_in: SignedIn) -> None:
    with entering(alone.alice):
        sets.close_set(alone.quay.learning_set, by=alone.alice, at=NOW)
    for who in ("alice", "bob", "greta", "dora", "olga", "charlie", "hugo"):
        page = page_of(signed_in(getattr(alone, who).person))
        assert heading(page) == "You run no set."
        assert parts(page) == {}
    assert parts(page_of(signed_in(alone.stan))) == {}


def test_sets_of_all_organisations_stand_side_by_side_and_say_whose_they_are(
    alone: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    _let_alice_facilitate_in_northgate(alone, seeding)
    client = signed_in(alone.alice.person)
    page = page_of(client)
    assert line_of(page, "Quay").endswith("Harbour")
    assert line_of(page, "Basin").endswith("Northgate")
    assert parts(page) == {"Need a date": ["Basin"], "Have their next date": ["Quay"]}
    with seeding():
        Membership.objects.filter(person=alone.alice.person_id, organisation=alone.northgate).update(ended_at=NOW)
    assert "Basin" not in page_of(client)


def test_no_name_of_anybody_stands_on_it(cast: Cast, signed_in: SignedIn) -> None:
    """They do on the page to which its row leads."""
    client = signed_in(cast.alice.person)
    assert "Bob" in client.get("/o/harbour/sets/quay/sessions/2/").content.decode()
    page = page_of(client)
    assert [name for name in ("Bob", "Greta", "Dora", "Hugo", "Ivy", "MARKER-") if name in page] == []


def test_fifty_sets_are_a_page(alone: Cast, signed_in: SignedIn) -> None:
    for number in range(50):
        found(f"Set {number:02}", alone.alice, members=0)
    client = signed_in(alone.alice.person)
    first, second = page_of(client), page_of(client, "?page=2")
    assert [len(sum(parts(page).values(), [])) for page in (first, second)] == [50, 1]


def test_home_and_the_account_menu_lead_there_for_whoever_facilitates(cast: Cast, signed_in: SignedIn) -> None:
    for who, leads in ((cast.alice, True), (cast.bob, False), (cast.erin, False)):
        page = signed_in(who.person).get("/o/harbour/").content.decode()
        assert page.count('href="/me/sets/"') == 2 * leads, who.name
    assert 'href="/me/sets/"' in signed_in(cast.alice.person).get("/me/").content.decode()
    assert 'href="/me/sets/"' not in signed_in(cast.bob.person).get("/me/").content.decode()


def test_each_member_runs_a_set_that_has_no_facilitator(alone: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with seeding():
        LearningSet.objects.filter(pk=alone.quay.learning_set.pk).update(facilitation="rotating")
    page = page_of(signed_in(alone.bob.person))
    assert parts(page) == {"Have their next date": ["Quay"]}


# --- the door ---


def test_the_door_counts_for_whoever_runs_a_set_and_tells_others_nothing(cast: Cast) -> None:
    told = {}
    for who in ("alice", "bob", "greta", "dora", "olga", "erin", "frank", "nora", "charlie", "hugo"):
        with scope(person=getattr(cast, who).person_id, role=Role.ME):
            told[who] = workbench(now=NOW)
    quay, lighthouse, gate = cast.quay, cast.lighthouse, cast.gate
    expected = {
        who: [
            Bench(
                organisation_id=story.learning_set.organisation_id,
                learning_set_id=story.learning_set.pk,
                members=1,
                session_id=story.coming.pk,
                silent=0,
                cannot=0,
                poll_id=story.poll.pk,
                unanswered=1,
            )
        ]
        for who, story in (("alice", quay), ("frank", lighthouse), ("nora", gate))
    }
    boathouse = [each for each in told["frank"] if each.learning_set_id == cast.boathouse.learning_set.pk]
    assert boathouse == []
    assert told == {**dict.fromkeys(told, []), **expected}


def test_the_door_is_shut_for_nobody(cast: Cast) -> None:
    with scope(role=Role.ME):
        assert workbench(now=NOW) == []


def test_policies_alone_let_nobody_read_an_answer_of_another_from_outside(cast: Cast) -> None:
    """What the door counted cannot be looked up behind it."""
    with scope(person=cast.alice.person_id, role=Role.ME), connection.cursor() as cursor:
        for table in ("learning_sessions_attendance", "learning_sessions_pollreply", "sets_setmembership"):
            cursor.execute(f"SELECT DISTINCT person_id FROM {table}")
            assert set(cursor.fetchall()) <= {(cast.alice.person_id,)}, table


def _let_alice_facilitate_in_northgate(cast: Cast, seeding: Callable) -> None:
    with seeding():
        here = Membership.objects.create(
            organisation=cast.northgate,
            person=cast.alice.person,
            name="Alice",
            roles=["facilitator", "member"],
            started_at=FOUNDED,
        )
    found("Basin", here, members=1)
