"""Drill 24: each wall alone. Queries with the policies off; and no query at all, with the policies on."""

import inspect
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import models
from django.http import Http404

import actions.operations
import actions.queries
import organisations.queries
import sessions.queries
import sets.operations
import sets.queries
from actions.models import Action, Quiet
from notifications.models import Notice
from sessions.cadence import Span
from sessions.models import Mark, Session
from sets.models import Agreement, Circle, HealthRule, JoinRequest, ReminderRule, Rule, SetMembership, Sign
from sets.operations import found_programme
from sets.policies import Seat
from sets.queries.requests import Places
from tests.cast import NEXT_ON, NOW, Cast, Story, entering, join, marker
from tests.sets.test_directory import announce
from tests.sets.test_requests import ask
from tests.wall.tables import IN_ORGANISATION, INNER, OWN, TO_WHOEVER_ANSWERS, WORDS, count, fetch, name, person_column

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
Listing = Callable[[Cast], Iterable[Any]]

EVERYBODY = [
    "alice",
    "bob",
    "greta",
    "dora",
    "olga",
    "erin",
    "frank",
    "hugo",
    "ines",
    "nora",
    "charlie",
    "noah",
    "nell",
]

OF_THE_ORGANISATION: dict[str, Listing] = {
    "people_of": lambda cast: organisations.queries.people_of(cast.dora),
    "keepers_of": lambda cast: organisations.queries.keepers_of(cast.harbour),
    "programmes_of": lambda cast: sets.queries.programmes_of(cast.dora),
    "programmes_with_sets": lambda cast: sets.queries.programmes_with_sets(cast.dora),
    "sets_of_programme": lambda cast: sets.queries.sets_of_programme(
        sets.queries.programme_for(cast.dora, "docks"), reader=cast.dora
    ),
    "facilitators_of": lambda cast: sets.queries.facilitators_of(cast.dora),
    "invitations_of": lambda cast: organisations.queries.invitations_of(cast.dora),
    "former_people_of": lambda cast: organisations.queries.former_people_of(cast.dora),
    "everybody_of": lambda cast: organisations.queries.everybody_of(cast.dora),
    "times_here": lambda cast: organisations.queries.times_here(cast.dora, cast.bob),
    "matching": lambda cast: organisations.queries.matching(organisations.queries.people_of(cast.dora), "example"),
    "latest_of": lambda cast: _one(organisations.queries.latest_of(cast.dora.person_id, cast.harbour.pk)),
    "imports_of": lambda cast: organisations.queries.imports_of(cast.dora),
    "seats_of_person": lambda cast: sets.queries.seats_of_person(cast.dora, cast.bob),
}

OF_THE_SET: dict[str, Listing] = {
    "sets_of": lambda cast: sets.queries.sets_of(cast.bob),
    "sets_for_home": lambda cast: sets.queries.sets_for_home(cast.bob),
    "with_rules_to_agree": lambda cast: sets.queries.with_rules_to_agree(
        sets.queries.sets_of(cast.bob), cast.bob.person_id
    ),
    "with_requests_waiting": lambda cast: sets.queries.with_requests_waiting(sets.queries.sets_of(cast.bob)),
    "with_held": lambda cast: sessions.queries.with_held(sets.queries.sets_of(cast.bob)),
    "next_dates": lambda cast: sessions.queries.next_dates(sets.queries.sets_of(cast.bob), now=NOW),
    "with_marks": lambda cast: sessions.queries.with_marks(sets.queries.sets_of(cast.bob), of=cast.bob),
    "with_marks_to_look_at": lambda cast: sessions.queries.with_marks_to_look_at(
        sets.queries.sets_of(cast.bob), cast.bob, now=NOW
    ),
    "circle_of": lambda cast: sets.queries.circle_of(cast.quay.learning_set),
    "set_invitations_of": lambda cast: sets.queries.set_invitations_of(_seat(cast)),
    "events_of": lambda cast: sets.queries.events_of(cast.quay.learning_set),
    "current_rules": lambda cast: _one(sets.queries.current_rules(cast.quay.learning_set, reader=cast.bob.person_id)),
    "versions_of": lambda cast: sets.queries.versions_of(cast.quay.learning_set),
    "words_of_versions": lambda cast: sets.queries.words_of_versions(cast.quay.learning_set, [1]).values(),
    "rules_words": lambda cast: _one(sets.queries.rules_words(cast.quay.rules)),
    "circle_with_welcome": lambda cast: sets.queries.circle_with_welcome(
        cast.quay.learning_set, reader=cast.bob.person_id
    ),
    "seats_ever": lambda cast: sets.queries.seats_ever(cast.bob),
    "own_place": lambda cast: [sets.queries.own_place(_seat(cast))],
    "welcome_words": lambda cast: _one(sets.queries.welcome_words(cast.quay.learning_set)),
    "bios_of": lambda cast: sets.queries.bios_of(cast.quay.learning_set).values(),
    "shared_aims_of": lambda cast: sets.queries.shared_aims_of(cast.quay.learning_set).values(),
    "own_bio": lambda cast: _one(sets.queries.own_bio(_seat(cast))),
    "own_aim": lambda cast: _one(sets.queries.own_aim(_seat(cast))),
    "sessions_of": lambda cast: sessions.queries.sessions_of(cast.quay.learning_set),
    "sessions_to_note": lambda cast: sessions.queries.sessions_to_note(cast.quay.learning_set),
    "own_notes": lambda cast: sessions.queries.own_notes(cast.quay.learning_set, person=cast.alice.person_id).values(),
    "dates_of": lambda cast: sessions.queries.dates_of(cast.quay.learning_set).sessions,
    "upcoming_of": lambda cast: sessions.queries.upcoming_of(cast.bob, now=NOW),
    "circle_at": lambda cast: sessions.queries.circle_at(cast.quay.held),
    "bids_for": lambda cast: sessions.queries.bids_for(cast.quay.held),
    "with_own_answer": lambda cast: sessions.queries.with_own_answer(
        sessions.queries.sessions_of(cast.quay.learning_set), cast.bob
    ),
    "with_turnout": lambda cast: sessions.queries.with_turnout(sessions.queries.sessions_of(cast.quay.learning_set)),
    "own_answer": lambda cast: sessions.queries.own_answer(cast.quay.coming, person=cast.bob.person_id),
    "changed": lambda cast: [
        sessions.queries.session_for(
            _seat(cast), 2, sessions=sessions.queries.changed(reader=cast.alice.person_id, now=NOW)
        )
    ],
    "said_at": lambda cast: _one(sessions.queries.said_at(cast.quay.held, agreed=True).joining),
    "joining_words": lambda cast: _one(sessions.queries.joining_words(cast.quay.held)),
    "own_challenge": lambda cast: _one(sessions.queries.own_challenge(_seat(cast))),
    "challenges_of": lambda cast: sessions.queries.challenges_of(cast.quay.learning_set),
    "plans_of_challenge": lambda cast: [
        plan for plan, _actions in actions.queries.plans_of_challenge(cast.quay.challenge)
    ],
    "challenge_words": lambda cast: sessions.queries.challenge_words([cast.quay.challenge.pk]).values(),
    "undecided_poll_of": lambda cast: _one(sessions.queries.undecided_poll_of(cast.quay.learning_set)),
    "slots_of": lambda cast: sessions.queries.slots_of(cast.quay.poll),
    "replies_to": lambda cast: sessions.queries.replies_to(cast.quay.poll).values(),
    "own_reply_to": lambda cast: _one(sessions.queries.own_reply_to(cast.quay.poll, person=cast.bob.person_id)),
    "with_polls": lambda cast: sessions.queries.with_polls(
        sets.queries.sets_of(cast.bob), reader=cast.bob.person_id, now=NOW
    ),
    "own_promises": lambda cast: [each.action for each in actions.queries.own_promises(cast.bob)],
    "words_of_set": lambda cast: actions.queries.words_of_set(cast.quay.learning_set, reader=cast.bob.person_id),
    "own_words": lambda cast: actions.queries.own_words(cast.bob),
    "own_plan": lambda cast: _one(actions.queries.own_plan(cast.bob, cast.quay.held)),
    "actions_in": lambda cast: [action for action, _words in actions.queries.actions_in(cast.quay.plan)],
    "news_of": lambda cast: [
        each.progress for each in actions.queries.news_of(cast.quay.action, reader=cast.bob.person_id)
    ],
    "changes_of": lambda cast: [
        each.change for each in actions.queries.changes_of(cast.quay.action, reader=cast.bob.person_id)
    ],
    "answers_of_news": lambda cast: [
        each.encouragement for each in actions.queries.answers_of_news(cast.quay.progress.pk, reader=cast.bob.person_id)
    ],
    "answers_of_action": lambda cast: [
        each.encouragement
        for answers in actions.queries.answers_of_action(cast.quay.action, reader=cast.bob.person_id).values()
        for each in answers
    ],
    "news_to_answer": lambda cast: [actions.queries.news_to_answer(cast.alice, cast.quay.progress.pk).progress],
    "opening_of": lambda cast: [
        each.action
        for each in actions.queries.opening_of(
            cast.quay.learning_set, people=[cast.bob.person_id], reader=cast.alice.person_id, since=None
        )
    ],
    "asked_about": lambda cast: [
        each.action for each in actions.queries.asked_about(cast.bob, at=NOW, today=NOW.date())
    ],
    "plans_to_write": lambda cast: [each.session for each in actions.queries.plans_to_write(cast.bob)],
}
MAY_BE_EMPTY = {"plans_to_write", "former_people_of", "imports_of"}
ONE_ROW = {
    "seat_for",
    "set_invitation_for",
    "listing_of",
    "request_for",
    "own_request_for",
    "own_waiting_request",
    "entry_for",
    "public_entry",
    "others_seat_for",
    "programme_for",
    "session_for",
    "poll_for",
    "person_for",
    "invitation_for",
    "anybody_for",
    "import_for",
    "position_of",
    "own_action_for",
    "action_for",
    "own_progress_for",
    "set_of_news",
    "challenge_for",
    "own_question_for",
    "left_set_for",
}
IN_ONES_OWN_SCOPE = {"left_by", "own_seats", "own_sessions", "own_polls", "workbench"}
"""Over all organisations: tests/pages/test_my_dates.py and test_workbench.py ask them."""
TESTED_BELOW = {
    "health_numbers",
    "not_agreed",
    "came_lately",
    "silent_since",
    "own_counts",
    "counts_of_set",
    "own_words_counted",
    "answers_to",
    "own_answers_to",
    "silent_in",
    "first_meeting_of",
    "held_in",
    "has_left",
    "names_of",
    "agreed_people",
    "circle_people",
    "who_runs",
    "turnout_of",
    "news_for",
    "own_change",
    "settles_until",
    "circle_in_zones",
    "clashes",
    "looks_at",
    "used_places",
    "where_as_before",
    "who_looks_after",
    "people_to_ask",
    "board_of",
    "proposals_of",
    "own_proposal",
    "wishes_of",
    "colleagues_called",
    "lines_within",
    "apart_within",
    "mix_of",
    "own_scores",
    "rule_averages",
    "rules_of",
    "reminder_at",
    "line_of",
    "what_waits",
    "what_each_waits_for",
    "asked_in",
}
OF_THE_DIRECTORY = {
    "entries_for",
    "entries_of_sets",
    "organisations_to_ask_from",
    "waiting_requests",
    "hopes_of",
    "own_requests",
    "places_of",
    "granted_before_beginning",
}
OF_A_PERSON = {
    "own_feeds",
    "own_feed",
    "open_feed",
    "choice_of",
    "dated",
    "dates_in",
    "was_invited",
    "takes_invitations",
}
"""In tests/sessions/test_feeds.py, for what a person has in no organisation, and in test_invitations.py."""
NO_QUERY = {
    "allow",
    "host",
    "sender",
    "for_page",
    "seated",
    "promised",
    "with_own_plan",
    "with_waiting_plan",
    "seat_in",
    "waits_for_facilitator",
    "parts_left",
    "parts_of",
    "scores_of",
} | {
    "own_mark_at",
    "own_mark_of",
    "as_told",
    "turnout",
    "turnout_among",
}
"""`for_page` and `seated` say what comes along; `seat_for` finds."""


def _one(found: Any) -> list[Any]:
    return [found] if found is not None else []


def _found_programmes(cast: Cast) -> None:
    """One here and one in Northgate, by the same address."""
    for founder in (cast.olga, cast.nora):
        with entering(founder):
            found_programme(name="Docks", purpose="", sets=1, sessions_planned=6, by=founder, at=NOW)


def _seat(cast: Cast) -> Seat:
    return sets.queries.seat_for(cast.bob, "quay")


def _first_seat(story: Story) -> int:
    return int(SetMembership.objects.filter(learning_set=story.learning_set).values_list("pk", flat=True)[0])


def _homes(rows: Iterable[Any], column: str) -> set[int]:
    return {getattr(row, column, row.pk) for row in rows}


@pytest.mark.parametrize("listing", OF_THE_ORGANISATION)
def test_a_list_stays_in_its_organisation_with_the_policies_off(cast: Cast, seeding: Seeding, listing: str) -> None:
    _found_programmes(cast)
    with seeding():
        rows = list(OF_THE_ORGANISATION[listing](cast))
        assert rows or listing in MAY_BE_EMPTY
        assert _homes(rows, "organisation_id") <= {cast.harbour.pk}


@pytest.mark.parametrize("listing", OF_THE_SET)
def test_a_list_stays_in_its_set_with_the_policies_off(cast: Cast, seeding: Seeding, listing: str) -> None:
    with seeding():
        rows = list(OF_THE_SET[listing](cast))
        assert rows or listing in MAY_BE_EMPTY
        assert _homes(rows, "organisation_id") <= {cast.harbour.pk}
        assert _homes(rows, "learning_set_id") <= {cast.quay.learning_set.pk}


@pytest.mark.parametrize("app", [organisations, sets, sessions, actions], ids=lambda app: app.__name__)
def test_no_query_is_missing_here(app: Any) -> None:
    public = {
        found
        for found, value in vars(app.queries).items()
        if inspect.isfunction(value) and value.__module__.startswith(app.queries.__name__) and not found.startswith("_")
    }
    elsewhere = IN_ONES_OWN_SCOPE | TESTED_BELOW | OF_THE_DIRECTORY | OF_A_PERSON | NO_QUERY
    assert public - OF_THE_ORGANISATION.keys() - OF_THE_SET.keys() - ONE_ROW - elsewhere == set()


def test_who_looks_after_a_set_hears_of_its_people_alone_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    quay, later = cast.quay.learning_set, NOW + timedelta(days=365)
    people = {cast.alice.person_id, cast.bob.person_id, cast.greta.person_id}
    with seeding():
        Agreement.objects.all().delete()
        HealthRule.objects.filter(organisation=cast.northgate).update(number=6)
        assert sets.queries.not_agreed(quay, before=later) == [cast.bob.person_id]
        assert 0 < len(sessions.queries.came_lately(quay)) == len(sessions.queries.came_lately(quay).keys() & people)
        assert sessions.queries.came_lately(cast.lighthouse.learning_set).keys().isdisjoint(people)
        assert actions.queries.silent_since(quay, later).keys() <= people
        assert actions.queries.silent_since(cast.lighthouse.learning_set, later).keys() == {cast.erin.person_id}
        assert sets.queries.health_numbers(cast.harbour)[Sign.ABSENCES] == 3


def test_who_plans_looks_at_their_own_circle_and_places_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    """Clashes reach further on purpose; tests/sessions/test_clashes.py says for whom."""
    with seeding():
        for story in (cast.quay, cast.lighthouse, cast.gate):
            Session.objects.filter(pk=story.coming.pk).update(place=f"{story.learning_set.name} house")
        seat = _seat(cast)
        assert [each.place for each in sessions.queries.used_places(seat.learning_set)] == ["Quay house"]
        link = sessions.queries.where_as_before(seat.learning_set, "Quay house")["video_link"]
        assert link.startswith(marker("joiningwords", "video_link", "alice"))
        circle = sessions.queries.circle_in_zones(seat.learning_set)
        assert {each.person for each in circle} == {cast.alice.person_id, cast.bob.person_id}
        dates = sessions.queries.dates_of(seat.learning_set)
        coming = Span(NEXT_ON, cast.quay.coming.starts_at, cast.quay.coming.ends_at)
        (look,) = sessions.queries.looks_at(seat, [coming], dates=dates, now=NOW)
        assert look.against == ["The set meets then already: session 2."]


def test_what_people_said_about_dates_stays_in_their_set_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    poll, slots, bob = cast.quay.poll, cast.quay.slots, cast.bob.person_id
    with seeding():
        assert {person for person, _slot in sessions.queries.answers_to(slots)} == {bob}
        assert sessions.queries.own_answers_to(slots, person=bob).keys() == {each.pk for each in slots}
        assert sessions.queries.own_answers_to(slots, person=cast.erin.person_id) == {}
        assert sessions.queries.silent_in(poll) == [cast.alice.person_id]


def test_a_set_is_reminded_by_its_own_rules_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        for other in (cast.lighthouse.learning_set, cast.gate.learning_set):
            ReminderRule.objects.create(
                organisation_id=other.organisation_id, learning_set=other, rule=Rule.OVERDUE, off_at=NOW, decided_at=NOW
            )
        assert sets.queries.rules_of(cast.quay.learning_set)[Rule.OVERDUE].is_on
        assert not sets.queries.rules_of(cast.gate.learning_set)[Rule.OVERDUE].is_on


def test_a_session_is_reminded_with_its_own_line_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        stands = sessions.queries.reminder_at(cast.quay.held)
        assert stands.line == sessions.queries.line_of(cast.quay.held)
        assert stands.line is not None
        assert stands.line.note == marker("reminderwords", "note", "alice")
        assert sessions.queries.reminder_at(cast.quay.coming).line is None


def test_a_nudge_asks_about_what_is_its_readers_own_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    nudge = Notice(kind="progress_nudge", organisation_id=cast.harbour.pk, person_id=cast.bob.person_id)
    with seeding():
        Quiet.objects.all().delete()
        Action.objects.update(last_news_at=None)
        waits = actions.queries.what_waits(nudge, at=NOW + timedelta(days=7))
        assert [each.action for each in waits if each.action] == [cast.quay.action]


def test_what_will_be_asked_in_a_set_is_its_own_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    quay, people = cast.quay.learning_set, [cast.bob.person_id]
    with seeding():
        people += Action.objects.values_list("person", flat=True)
        Action.objects.update(last_news_at=None)
        asked = actions.queries.asked_in(
            quay,
            people=set(people),
            starts=[],
            rules=sets.queries.rules_of(quay),
            since=NOW,
            until=NOW + timedelta(days=14),
        )
        assert {action for each in asked for action, _why in each.about if action} == {cast.quay.action}


def test_words_are_counted_for_their_author_alone_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.greta):
        own = sets.queries.own_words_counted(cast.greta)
    with seeding():
        assert sets.queries.own_words_counted(cast.greta) == own == {cast.quay.learning_set.pk: 2}


def test_promises_show_their_own_words_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.bob), seeding():
        (promise,) = actions.queries.own_promises(cast.bob)
        assert promise.words.what == marker("actionwords", "what", "bob")
        assert promise.line == marker("progresswords", "line", "bob")


def test_an_action_is_counted_for_its_set_and_read_in_its_circle_with_the_policies_off(
    cast: Cast, seeding: Seeding
) -> None:
    look, quay, today = actions.queries, cast.quay, NOW.date()
    with seeding():
        assert look.own_counts(cast.bob, today=today) == look.Counts(open=1, overdue=0, done=0, let_go=0)
        of_set = look.counts_of_set(quay.learning_set, reader=cast.alice.person_id, today=today + timedelta(days=1))
        assert (of_set.counts.all, of_set.counts.overdue, of_set.readable, of_set.private) == (1, 1, 1, {})
    with entering(cast.bob):
        actions.operations.set_readers(quay.action, Circle.AUTHOR, by=cast.bob)
    with entering(cast.alice), seeding():
        alice = cast.alice.person_id
        of_set = look.counts_of_set(quay.learning_set, reader=alice, today=today)
        assert (of_set.counts.all, of_set.readable, of_set.private) == (1, 0, {cast.bob.person_id: 1})
        assert not look.words_of_set(quay.learning_set, reader=alice).exists()
        told = look.action_for(cast.alice, quay.action.pk)
        assert (told.words, told.circle, told.outcome) == (None, "", None)
        assert [each.words for each in look.news_of(quay.action, reader=alice)] == [None]
        assert {each.words for each in look.changes_of(quay.action, reader=alice)} == {None}


def test_one_row_is_not_found_by_a_foreign_number_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        seat = _seat(cast)
        foreign: list[Callable[[], object]] = [
            lambda: sets.queries.seat_for(cast.bob, "lighthouse"),
            lambda: sets.queries.seat_for(cast.bob, "gate"),
            lambda: sets.queries.set_invitation_for(seat, cast.lighthouse.waiting.pk),
            lambda: sets.queries.others_seat_for(seat, _first_seat(cast.lighthouse)),
            lambda: sessions.queries.session_for(seat, 99),
            lambda: organisations.queries.person_for(cast.dora, cast.charlie.pk, may=lambda _: True),
            lambda: organisations.queries.invitation_for(cast.dora, cast.gate.waiting.pk),
            lambda: actions.queries.own_action_for(cast.bob, cast.lighthouse.action.pk),
            lambda: actions.queries.action_for(cast.bob, cast.lighthouse.action.pk),
            lambda: actions.queries.action_for(cast.bob, cast.gate.action.pk),
            lambda: actions.queries.own_progress_for(cast.bob, cast.lighthouse.progress.pk),
            lambda: actions.queries.set_of_news(cast.bob, cast.lighthouse.progress.pk),
            lambda: actions.queries.set_of_news(cast.bob, cast.gate.progress.pk),
            lambda: actions.queries.own_action_for(cast.alice, cast.quay.action.pk),
            lambda: sets.queries.left_set_for(cast.bob, "quay"),
            lambda: sets.queries.left_set_for(cast.greta, "lighthouse"),
            lambda: sessions.queries.challenge_for(seat, cast.lighthouse.challenge.pk),
            lambda: sessions.queries.own_question_for(seat, cast.lighthouse.question.pk),
        ]
        for look in foreign:
            with pytest.raises(Http404):
                look()


def test_circle_people_are_the_circle_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        people = sessions.queries.circle_people(cast.quay.learning_set)
        runs = sessions.queries.who_runs(cast.quay.learning_set)
        looks_after = sessions.queries.who_looks_after(cast.quay.poll)
    assert set(people) == {cast.alice.person_id, cast.bob.person_id}
    assert runs == looks_after == [cast.alice.person_id]


def test_marks_are_counted_in_their_own_set_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    for story in (cast.quay, cast.lighthouse, cast.gate):
        with entering(story.facilitator):
            marks = {story.member.person_id: Mark.ABSENT}
            sessions.operations.mark_attendance(story.held, marks, by=story.facilitator, at=NOW)
        with entering(story.member):
            assert sessions.operations.dispute_mark(story.held, by=story.member, at=NOW)
    with seeding():
        (found,) = sessions.queries.with_marks(sets.queries.sets_of(cast.bob))
        assert (found.marked, found.came, found.apologised, found.disputed) == (2, 0, 0, 1)
        (own,) = sessions.queries.with_marks(sets.queries.sets_of(cast.bob), of=cast.bob)
        assert (own.marked, own.disputed) == (1, 1)
        (look,) = sessions.queries.with_marks_to_look_at(sets.queries.sets_of(cast.alice), cast.alice, now=NOW)
        assert (look.own_mark, look.disputed_in) == (None, 1)


def test_dates_of_a_set_are_its_own_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    quay = cast.quay
    with seeding():
        Session.objects.filter(pk=cast.lighthouse.held.pk).update(starts_at=quay.held.starts_at - timedelta(days=1))
        assert sessions.queries.first_meeting_of(sets.queries.own_place(_seat(cast))) == quay.held.starts_at
        assert sessions.queries.held_in(quay.learning_set) == 1


def test_agreed_people_are_the_circle_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        assert sets.queries.agreed_people(cast.quay.rules).keys() == {cast.alice.person_id, cast.bob.person_id}


def test_having_left_is_known_of_ones_own_sets_alone_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        left = {who: sets.queries.has_left(getattr(cast, who), "quay") for who in ("greta", "bob", "erin", "charlie")}
        names = sets.queries.names_of(cast.quay.learning_set, {cast.bob.pk, cast.charlie.pk})
    assert names == {cast.bob.pk: "Bob"}
    assert left == {"greta": True, "bob": False, "erin": False, "charlie": False}


def test_directory_and_requests_stay_where_they_belong_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    quay, harbour = cast.quay.learning_set, cast.harbour.pk
    nils = join("nils", of=cast.nora, roles=["member"])
    asked, tokens = {}, {}
    for story, asker in ((cast.quay, cast.erin), (cast.lighthouse, cast.greta), (cast.gate, nils)):
        tokens[story.learning_set.pk] = announce(story).token
        asked[story.learning_set.pk] = {ask(asker, story.learning_set), story.request}
    with seeding():
        assert {each.organisation_id for each in sets.queries.entries_for(cast.bob)[0:25]} == {harbour}
        assert sets.queries.entries_of_sets(cast.bob, list(tokens)).keys() == {quay.pk, cast.lighthouse.learning_set.pk}
        assert set(sets.queries.waiting_requests(quay)) == asked[quay.pk]
        assert sets.queries.hopes_of(asked[quay.pk]).keys() == {each.pk for each in asked[quay.pk]}
        assert {each.learning_set_id for each in sets.queries.own_requests(cast.erin, at=NOW)} == {quay.pk}
        assert sets.queries.own_requests(cast.bob, at=NOW) == []
        assert sets.queries.places_of(quay, at=NOW) == Places(6, members=1, promised=1)
        JoinRequest.objects.update(admitted_at=NOW)
        assert set(sets.queries.granted_before_beginning(quay)) == {cast.erin, cast.hugo}
    asking_from = sets.queries.organisations_to_ask_from
    assert asking_from(cast.erin.person_id, tokens[quay.pk]) == [cast.harbour]
    assert asking_from(cast.erin.person_id, tokens[cast.gate.learning_set.pk]) == []


def test_forming_a_set_stays_in_its_organisation_and_set_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    for story in (cast.quay, cast.lighthouse, cast.gate):
        other = join("nina", of=cast.nora, roles=["member"]) if story is cast.gate else cast.greta
        with entering(story.facilitator):
            sets.operations.propose(story.learning_set, other, by=story.facilitator, at=NOW)
            sets.operations.ask(story.learning_set, answer_by=NEXT_ON, by=story.facilitator, at=NOW)
        with entering(story.member):
            sets.operations.wish_apart(other, by=story.member, at=NOW)
    with entering(cast.alice), seeding():
        look, seat = sets.queries, sets.queries.seat_for(cast.alice, "quay")
        board = look.board_of(seat.learning_set, [cast.erin])
        assert {each.person_id for each in board.circle} == {cast.alice.person_id, cast.bob.person_id}
        assert [each.person_id for each in board.proposals] == [cast.greta.person_id]
        assert [each.person_id for each in look.proposals_of(seat.learning_set)] == [cast.greta.person_id]
        assert [pair.names for pair in look.apart_within(seat.learning_set)] == [("Bob", "Greta")]
        assert look.lines_within(seat.learning_set) == []
        assert look.mix_of(cast.quay.learning_set).startswith("Two people")
        assert _homes(look.people_to_ask(seat), "organisation_id") == {cast.harbour.pk}
        assert [wish.other_id for wish in look.wishes_of(cast.bob)] == [cast.greta.person_id]
        assert look.own_proposal(cast.greta, "lighthouse").learning_set_id == cast.lighthouse.learning_set.pk
        assert look.colleagues_called(cast.alice, "charlie") == []


def test_own_scores_are_the_readers_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        assert sets.queries.own_scores(cast.quay.rules, reader=cast.bob.person_id) == {0: 3}
        assert sets.queries.own_scores(cast.quay.rules, reader=cast.alice.person_id) == {}


def test_the_door_to_averages_counts_for_whoever_runs_that_set_alone(cast: Cast) -> None:
    found = {}
    for who in ("alice", "bob", "greta", "dora", "olga", "erin", "frank", "charlie", "nora"):
        with entering(getattr(cast, who)):
            found[who] = [each.scores for each in sets.queries.rule_averages(cast.quay.rules)]
    assert found == {**dict.fromkeys(found, []), "alice": [1]}


@pytest.mark.parametrize("model", IN_ORGANISATION, ids=name)
@pytest.mark.parametrize("who", EVERYBODY)
def test_no_filter_at_all_stays_in_the_organisation(cast: Cast, who: str, model: type[models.Model]) -> None:
    member = getattr(cast, who)
    with entering(member):
        homes = model._default_manager.values_list("organisation_id", flat=True)
        assert set(homes) <= {member.organisation_id}


@pytest.mark.parametrize("model", INNER, ids=name)
def test_no_filter_at_all_stays_in_the_set(cast: Cast, seeding: Seeding, model: type[models.Model]) -> None:
    seats = {
        "alice": cast.quay,
        "bob": cast.quay,
        "erin": cast.lighthouse,
        "frank": cast.lighthouse,
        "nora": cast.gate,
        "charlie": cast.gate,
    }
    with seeding():
        there = {number for (number,) in fetch(f'SELECT DISTINCT learning_set_id FROM "{name(model)}"')}
        assert there >= {story.learning_set.pk for story in seats.values()}
    for who, story in seats.items():
        with entering(getattr(cast, who)):
            assert fetch(f'SELECT DISTINCT learning_set_id FROM "{name(model)}"') == [(story.learning_set.pk,)], who
    for who in ("dora", "olga"):
        with entering(getattr(cast, who)):
            assert count(model) == 0


@pytest.mark.parametrize("model", TO_WHOEVER_ANSWERS, ids=name)
def test_no_filter_at_all_stays_with_whoever_answers(cast: Cast, model: type[models.Model]) -> None:
    """The standing facilitator answers; the rest of the circle, HR and owner do not read what somebody hopes for."""
    for who, story in {"alice": cast.quay, "frank": cast.lighthouse, "nora": cast.gate}.items():
        with entering(getattr(cast, who)):
            assert fetch(f'SELECT DISTINCT learning_set_id FROM "{name(model)}"') == [(story.learning_set.pk,)], who
    for who in ("bob", "greta", "erin", "charlie", "dora", "olga", "ines"):
        with entering(getattr(cast, who)):
            assert count(model) == 0, who
    with entering(cast.hugo):
        assert set(model._default_manager.values_list("author_id", flat=True)) == {cast.hugo.person_id}


@pytest.mark.parametrize("model", OWN, ids=name)
def test_no_filter_at_all_shows_what_is_ones_own(cast: Cast, seeding: Seeding, model: type[models.Model]) -> None:
    with seeding():
        of = {person for (person,) in fetch(f'SELECT DISTINCT {person_column(model)} FROM "{name(model)}"')}
        assert len(of) > 1
    for who in EVERYBODY:
        member = getattr(cast, who)
        with entering(member):
            read = set(model._default_manager.values_list(person_column(model), flat=True))
            assert read == of & {member.person_id}, who


@pytest.mark.parametrize("model", WORDS, ids=name)
def test_no_filter_at_all_shows_a_leaver_their_own(cast: Cast, model: type[models.Model]) -> None:
    with entering(cast.greta):
        assert set(model._default_manager.values_list("author_id", flat=True)) <= {cast.greta.person_id}
