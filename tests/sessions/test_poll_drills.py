"""Polls when two press at once, and when many are due on one day."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alsweb.lib.tenancy.scope import scope
from notifications.models import Notice
from notifications.planner import plan
from notifications.sender import send_due
from organisations import operations as organisations
from organisations.models import Membership, Organisation, User
from sessions import operations, queries
from sessions.models import Poll, Session, Slot
from sets import operations as sets
from sets.models import LearningSet, SetMembership, SetRole
from tests.cast import ASK_AGAIN_ON, FOUNDED, NOW, POLL_CLOSES, ZONE, Cast, entering, join_set
from tests.races import at_once, held_up
from tests.sessions.test_polls import answer, ask, copy_of, told

Seeding = Callable[[], AbstractContextManager[None]]
DAY = timedelta(days=1)


def kinds_sent(at: datetime, kind: str, seeding: Seeding) -> list[int]:
    """Whom a mail of this kind has reached by then."""
    plan(at)
    while send_due(at).total():
        pass
    with seeding():
        sent = Notice.objects.filter(kind=kind, sent_at__isnull=False)
        return sorted(sent.values_list("person_id", flat=True))


@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_answers_at_once_exactly_one_tells_that_all_have_answered(cast: Cast, seeding: Seeding) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
        poll = ask(cast.quay.learning_set, by=cast.alice)
        answer(poll, by=cast.alice)
    moves = [(each, lambda each=each: answer(copy_of(poll), by=each)) for each in (cast.bob, kim)]
    assert held_up(*moves) == [True, True]
    assert told(poll, "poll_complete", seeding) == [cast.alice.person_id]


@pytest.mark.django_db(transaction=True)
def test_two_who_choose_at_once_make_one_set_of_sessions(cast: Cast) -> None:
    poll, slots = cast.quay.poll, cast.quay.slots
    with entering(cast.alice):
        before = Session.objects.filter(learning_set=cast.quay.learning_set).count()

    def choose(first: int) -> list[int]:
        made = operations.decide_poll(copy_of(poll), slots[first : first + 2], by=cast.alice, at=NOW)
        return [each.pk for each in made]

    one, other = at_once((cast.alice, lambda: choose(0)), (cast.alice, lambda: choose(1)))
    assert one == other
    with entering(cast.alice):
        assert Session.objects.filter(learning_set=cast.quay.learning_set).count() == before + 2


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_dates_are_chosen_is_refused_and_one_before_it_counts(cast: Cast) -> None:
    poll, slots = cast.quay.poll, cast.quay.slots
    decide = (cast.alice, lambda: len(operations.decide_poll(copy_of(poll), slots[:1], by=cast.alice, at=NOW)))
    assert held_up(decide, (cast.bob, lambda: answer(copy_of(poll), "no", by=cast.bob))) == [1, False]
    with entering(cast.bob):
        said = queries.own_answers_to(slots, person=cast.bob.person_id)
        assert said[slots[0].pk] == "yes"


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_ask_once(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
    one, other = at_once(*[(cast.alice, lambda: ask(cast.quay.learning_set, by=cast.alice))] * 2)
    assert one == other
    assert told(one, "poll_opened", seeding) == [cast.bob.person_id]


@pytest.mark.django_db
def test_only_those_who_have_not_answered_are_reminded_once_two_days_before(cast: Cast, seeding: Seeding) -> None:
    # In Quay and Lighthouse the members have answered and the facilitators have not, and in Gate.
    silent = sorted(each.person_id for each in (cast.alice, cast.frank, cast.nora))
    too_early = POLL_CLOSES - 2 * DAY - timedelta(minutes=1)
    assert kinds_sent(too_early, "poll_reminder", seeding) == []
    in_time = POLL_CLOSES - 2 * DAY + timedelta(hours=12)
    assert kinds_sent(in_time, "poll_reminder", seeding) == silent
    assert kinds_sent(in_time + timedelta(hours=1), "poll_reminder", seeding) == silent


@pytest.mark.django_db
def test_a_reminder_that_waits_for_the_morning_is_not_sent_to_whoever_answers_before(
    cast: Cast, seeding: Seeding
) -> None:
    plan(POLL_CLOSES - DAY)  # midnight
    with entering(cast.alice):
        answer(cast.quay.poll, by=cast.alice, at=POLL_CLOSES - DAY)
    assert cast.alice.person_id not in kinds_sent(POLL_CLOSES - timedelta(hours=12), "poll_reminder", seeding)


@pytest.mark.django_db
def test_whoever_could_not_know_is_asked_again_on_the_day_that_they_named(cast: Cast, seeding: Seeding) -> None:
    noon = datetime.combine(ASK_AGAIN_ON, NOW.timetz())
    assert kinds_sent(noon - DAY, "poll_ask_again", seeding) == []
    with entering(cast.bob):
        answer(cast.quay.poll, "yes", by=cast.bob)  # he knows by now
    asked = kinds_sent(noon, "poll_ask_again", seeding)
    assert asked == sorted(each.person_id for each in (cast.erin, cast.charlie))
    assert kinds_sent(noon + DAY, "poll_ask_again", seeding) == asked


@pytest.mark.django_db
def test_a_poll_that_closes_with_some_missing_is_told_to_whoever_runs_the_set(cast: Cast, seeding: Seeding) -> None:
    after = POLL_CLOSES + timedelta(days=2, hours=12)  # Monday: it closes as Saturday begins
    with entering(cast.alice):
        answer(cast.quay.poll, by=cast.alice)  # here nobody is missing any more
    assert kinds_sent(after, "poll_over", seeding) == sorted(each.person_id for each in (cast.frank, cast.nora))
    (sent,) = (each for each in mail.outbox if each.to == [cast.frank.person.email] and "last day" in each.body)
    assert "One person has not said which dates suit them for Lighthouse, and the last day has passed." in sent.body


@pytest.mark.django_db
def test_nobody_is_reminded_on_the_day_on_which_they_were_asked(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
        ask(cast.quay.learning_set, by=cast.alice, closes_at=NOW + timedelta(hours=40))
    quay = {cast.alice.person_id, cast.bob.person_id}
    assert not quay.intersection(kinds_sent(NOW + timedelta(minutes=2), "poll_reminder", seeding))
    assert quay.issubset(kinds_sent(NOW + timedelta(hours=25), "poll_reminder", seeding))


@pytest.mark.django_db
def test_whoever_comes_in_while_a_poll_is_open_is_asked_once_and_answers_by_their_own_link(
    cast: Cast, seeding: Seeding
) -> None:
    with time_machine.travel(NOW, tick=False):
        kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    assert kinds_sent(NOW, "poll_opened", seeding) == [kim.person_id]
    (asked,) = (each for each in mail.outbox if each.to == [kim.person.email] and "/d/" in each.body)
    assert "Quay looks for dates. Which of three suit you?" in asked.body
    assert kinds_sent(NOW + timedelta(minutes=5), "poll_opened", seeding) == [kim.person_id]


@pytest.mark.django_db
def test_whoever_comes_into_a_set_without_a_poll_is_asked_nothing(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
    join_set("kim", cast.quay.learning_set, of=cast.alice)
    assert kinds_sent(NOW, "poll_opened", seeding) == []


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["leaves", "is let go", "leaves the organisation"])
def test_the_last_who_was_silent_and_goes_leaves_a_poll_that_all_have_answered(
    cast: Cast, seeding: Seeding, how: str
) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.alice):
        answer(cast.quay.poll, by=cast.alice)
    assert kinds_sent(NOW, "poll_complete", seeding) == []
    seats = SetMembership.objects.current().filter(person=kim.person_id)
    at = NOW + timedelta(minutes=5)
    if how == "leaves":
        with entering(kim):
            sets.leave_set(seats.get(), by=kim, at=at)
    elif how == "is let go":
        with entering(cast.alice):
            sets.end_seat(seats.get(), by=cast.alice, at=at)
    else:
        with entering(cast.olga):
            organisations.end_membership(kim, by=cast.olga, at=at)
    assert kinds_sent(at, "poll_complete", seeding) == [cast.alice.person_id]


@pytest.mark.django_db
def test_whoever_had_answered_and_goes_changes_nothing(cast: Cast, seeding: Seeding) -> None:
    assert kinds_sent(NOW, "poll_complete", seeding) == []  # Greta went, and Alice was silent still
    with entering(cast.alice):
        answer(cast.quay.poll, by=cast.alice)
    with entering(cast.bob):
        seat = SetMembership.objects.current().get(person=cast.bob.person_id)
        sets.leave_set(seat, by=cast.bob, at=NOW)
    assert kinds_sent(NOW, "poll_complete", seeding) == []


@pytest.mark.django_db
def test_dates_that_a_poll_found_reach_everybody_once_in_the_way_they_chose(cast: Cast, seeding: Seeding) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with scope(person=kim.person_id):
        operations.choose_invitations(False, person=kim.person_id, at=NOW)
    kinds_sent(NOW, "set_dates", seeding)
    with entering(cast.alice):
        made = operations.decide_poll(cast.quay.poll, cast.quay.slots[:2], by=cast.alice, at=NOW)
    mail.outbox.clear()
    later = NOW + timedelta(minutes=2)
    assert kinds_sent(later, "series_planned", seeding) == [kim.person_id]
    with seeding():
        invited = Notice.objects.filter(
            kind="session_planned", sent_at__isnull=False, subject__in=[f"session:{each.pk}" for each in made]
        )
        assert sorted(invited.values_list("person_id", flat=True)) == sorted(
            2 * [cast.alice.person_id, cast.bob.person_id]
        )
    (one,) = (each for each in mail.outbox if each.to == [kim.person.email] and "Monday 1 March" in each.body)
    assert "Monday 8 March" in one.body
    assert not one.attachments


@pytest.mark.django_db
@pytest.mark.drill
def test_five_hundred_members_of_a_hundred_sets_are_reminded_once_each(cast: Cast, seeding: Seeding) -> None:
    at = POLL_CLOSES + 30 * DAY + timedelta(hours=12)
    plan(at)  # the first sweep there is
    with CaptureQueriesContext(connection) as none_due:
        plan(at)
    with seeding():
        people = _poll_a_hundred_sets(closes_at=at + DAY)
    with CaptureQueriesContext(connection) as all_due:
        plan(at)
    assert len(all_due) == len(none_due)
    mail.outbox.clear()
    while send_due(at).total():
        pass
    reminded = [each.to[0] for each in mail.outbox if "looks for dates" in each.body]
    assert sorted(reminded) == sorted(people)
    plan(at + timedelta(minutes=1))
    mail.outbox.clear()
    send_due(at + timedelta(minutes=1))
    assert mail.outbox == []


def _poll_a_hundred_sets(*, closes_at: datetime) -> list[str]:
    house = Organisation.objects.create(name="Pilots", slug="pilots", founded_at=FOUNDED)
    people = User.objects.bulk_create(
        User(email=f"pilot{number}@pilots.example", password="!", time_zone=ZONE) for number in range(500)
    )
    members = Membership.objects.bulk_create(
        Membership(organisation=house, person=each, name=each.email, roles=["member"], started_at=FOUNDED)
        for each in people
    )
    made = LearningSet.objects.bulk_create(
        LearningSet(
            organisation=house,
            slug=f"set-{number}",
            name=f"Set {number}",
            time_zone=ZONE,
            founded_by=members[5 * number],
            founded_at=FOUNDED,
            running_at=FOUNDED,
        )
        for number in range(100)
    )
    SetMembership.objects.bulk_create(
        SetMembership(
            organisation=house,
            learning_set=made[number // 5],
            membership=each,
            person_id=each.person_id,
            role=SetRole.MEMBER,
            started_at=FOUNDED,
        )
        for number, each in enumerate(members)
    )
    polls = Poll.objects.bulk_create(
        Poll(
            organisation=house,
            learning_set=each,
            number=1,
            opened_by=each.founded_by,
            opened_at=FOUNDED,
            wanted=1,
            minutes=180,
            time_zone=ZONE,
            cadence="four_weeks",
            closes_at=closes_at,
        )
        for each in made
    )
    Slot.objects.bulk_create(
        Slot(
            organisation=house,
            learning_set=each.learning_set,
            poll=each,
            local_date=closes_at.date() + 7 * DAY,
            local_time=closes_at.time(),
            starts_at=closes_at + 7 * DAY,
            ends_at=closes_at + 7 * DAY + timedelta(hours=3),
        )
        for each in polls
    )
    return [each.email for each in people]
