from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta

import pytest

from notifications.models import Notice
from organisations.models import Membership
from organisations.operations import Refused
from sessions import operations, queries
from sessions.cadence import Span, instants
from sessions.models import Poll, PollState, Session
from sets import operations as sets
from sets.models import LearningSet
from tests.cast import NINE, NOW, POLL_CLOSES, ZONE, Cast, entering, join_set

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
DAYS = [date(2027, 4, day) for day in (5, 6, 7)]


def spans(days: Sequence[date] = DAYS, zone: str = ZONE) -> list[Span]:
    return instants(days, at_time=NINE, zone=zone, minutes=180)[0]


def ask(learning_set: LearningSet, *, by: Membership, at: datetime = NOW, closes_at: datetime = POLL_CLOSES) -> Poll:
    return operations.open_poll(
        learning_set,
        spans(),
        wanted=2,
        minutes=180,
        cadence="four_weeks",
        place="Library",
        closes_at=closes_at,
        by=by,
        at=at,
    )


def answer(
    poll: Poll, said: str = "yes", *, by: Membership, at: datetime = NOW, ask_again_on: date | None = None
) -> bool:
    answers = {each.pk: said for each in queries.slots_of(poll)}
    return operations.answer_poll(poll, answers, ask_again_on=ask_again_on, by=by, at=at)


def copy_of(poll: Poll) -> Poll:
    """The poll as another browser holds it."""
    return Poll.objects.select_related("learning_set", "organisation").get(pk=poll.pk)


def told(poll: Poll, kind: str, seeding: Seeding) -> list[int]:
    with seeding():
        found = Notice.objects.filter(kind=kind, subject=f"poll:{poll.pk}")
        return sorted(found.values_list("person_id", flat=True))


def decided(cast: Cast) -> Poll:
    """The poll of the story is out of the way."""
    poll = cast.quay.poll
    operations.withdraw_poll(poll, by=cast.alice, at=NOW)
    return poll


def test_everybody_but_whoever_asks_is_told_and_the_opener_is_to_answer_as_well(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.alice):
        decided(cast)
        poll = ask(cast.quay.learning_set, by=cast.alice)
        assert poll.number == 2
        assert [each.local_date for each in queries.slots_of(poll)] == DAYS
        assert cast.alice.person_id in queries.silent_in(poll)
    assert told(poll, "poll_opened", seeding) == [cast.bob.person_id]


def test_a_set_looks_for_dates_once_at_a_time(cast: Cast) -> None:
    with entering(cast.alice):
        assert ask(cast.quay.learning_set, by=cast.alice) == cast.quay.poll
        assert Poll.objects.filter(learning_set=cast.quay.learning_set).count() == 1


def test_a_change_of_mind_replaces_what_was_said(cast: Cast) -> None:
    poll = cast.quay.poll
    with entering(cast.bob):
        assert answer(poll, "no", by=cast.bob)
        own = queries.own_answers_to(cast.quay.slots, person=cast.bob.person_id)
        assert set(own.values()) == {"no"}
        reply = queries.own_reply_to(poll, person=cast.bob.person_id)
        assert reply is not None
        assert reply.ask_again_on is None


def test_whoever_asked_is_told_once_when_everybody_has_answered(cast: Cast, seeding: Seeding) -> None:
    poll = cast.quay.poll
    with entering(cast.alice):
        assert answer(poll, by=cast.alice)
    assert told(poll, "poll_complete", seeding) == []  # it was her own answer that was missing
    with entering(cast.bob):
        answer(poll, "no", by=cast.bob)
        answer(poll, "yes", by=cast.bob)
    assert told(poll, "poll_complete", seeding) == [cast.alice.person_id]


@pytest.mark.parametrize("ended", ["closed", "decided", "withdrawn"])
def test_nothing_is_answered_once_the_poll_is_over(cast: Cast, ended: str) -> None:
    poll, at = cast.quay.poll, NOW
    with entering(cast.alice):
        if ended == "closed":
            at = poll.closes_at
        elif ended == "decided":
            operations.decide_poll(poll, cast.quay.slots[:1], by=cast.alice, at=NOW)
        else:
            operations.withdraw_poll(poll, by=cast.alice, at=NOW)
    with entering(cast.bob):
        before = queries.own_answers_to(cast.quay.slots, person=cast.bob.person_id)
        assert not answer(cast.quay.poll, "if_need_be", by=cast.bob, at=at)
        assert queries.own_answers_to(cast.quay.slots, person=cast.bob.person_id) == before


def test_the_chosen_dates_become_sessions_planned_together(cast: Cast, seeding: Seeding) -> None:
    poll = cast.quay.poll
    with entering(cast.alice):
        numbers = Session.objects.filter(learning_set=cast.quay.learning_set).count()
        made = operations.decide_poll(poll, [cast.quay.slots[2], cast.quay.slots[0]], by=cast.alice, at=NOW)
        assert [each.number for each in made] == [numbers + 1, numbers + 2]
        assert [each.starts_at for each in made] == [cast.quay.slots[0].starts_at, cast.quay.slots[2].starts_at]
        kept = Session.objects.filter(pk__in=[each.pk for each in made])
        assert {each.series.cadence for each in kept.select_related("series")} == {"poll"}
        assert [each.session_id for each in queries.slots_of(poll)] == [made[0].pk, None, made[1].pk]
    with seeding():
        subjects = {f"session:{each.pk}" for each in made}
        planned = Notice.objects.filter(kind="session_planned", subject__in=subjects)
        assert {(each.person_id, each.subject) for each in planned} == {
            (person, subject) for person in (cast.alice.person_id, cast.bob.person_id) for subject in subjects
        }
        assert Notice.objects.filter(kind="series_planned", person_id=cast.bob.person_id).count() == 1


def test_they_meet_where_the_set_met_last_and_join_by_the_same_link(cast: Cast) -> None:
    with entering(cast.alice):
        decided(cast)
        operations.plan_session(
            cast.quay.learning_set,
            day=date(2027, 2, 22),
            at_time=NINE,
            minutes=60,
            place="library",
            address="1 Quay Street",
            access_notes="Ring twice",
            video_link="https://meet.example/quay",
            by=cast.alice,
            at=NOW,
        )
        poll = ask(cast.quay.learning_set, by=cast.alice)
        made = operations.decide_poll(poll, queries.slots_of(poll)[:2], by=cast.alice, at=NOW)
        assert {(each.place, each.address, each.access_notes) for each in made} == {
            ("Library", "1 Quay Street", "Ring twice")
        }
        links = [queries.joining_words(each) for each in made]
        assert {link and link.video_link for link in links} == {"https://meet.example/quay"}


def test_a_date_on_which_the_set_meets_already_is_that_session(cast: Cast) -> None:
    with entering(cast.alice):
        slots = cast.quay.slots
        (first,) = operations.plan_series(
            cast.quay.learning_set,
            days=[slots[0].local_date],
            at_time=NINE,
            minutes=60,
            place="",
            address="",
            access_notes="",
            video_link="",
            cadence="list",
            by=cast.alice,
            at=NOW,
        )
        made = operations.decide_poll(cast.quay.poll, slots[:2], by=cast.alice, at=NOW)
        assert made[0] == first
        assert [each.session_id for each in queries.slots_of(cast.quay.poll)] == [first.pk, made[1].pk, None]


def test_chosen_twice_the_sessions_of_the_first_stand(cast: Cast) -> None:
    poll = cast.quay.poll
    with entering(cast.alice):
        first = operations.decide_poll(copy_of(poll), cast.quay.slots[:2], by=cast.alice, at=NOW)
        again = operations.decide_poll(copy_of(poll), cast.quay.slots[1:], by=cast.alice, at=NOW)
        assert [each.pk for each in again] == [each.pk for each in first]


def test_nothing_is_chosen_of_a_poll_that_is_withdrawn_and_none_of_no_dates(cast: Cast) -> None:
    poll = cast.quay.poll
    with entering(cast.alice):
        with pytest.raises(Refused):
            operations.decide_poll(copy_of(poll), [], by=cast.alice, at=NOW)
        assert copy_of(poll).decided_at is None
        with pytest.raises(Refused):
            operations.decide_poll(copy_of(poll), cast.quay.slots, by=cast.alice, at=cast.quay.slots[0].starts_at)
        assert copy_of(poll).decided_at is None
        operations.withdraw_poll(copy_of(poll), by=cast.alice, at=NOW)
        with pytest.raises(Refused):
            operations.decide_poll(copy_of(poll), cast.quay.slots, by=cast.alice, at=NOW)


def test_a_set_that_has_moved_to_another_zone_meets_at_the_instants_that_were_answered(cast: Cast) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(time_zone="Asia/Tokyo")
        (made,) = operations.decide_poll(copy_of(cast.quay.poll), cast.quay.slots[:1], by=cast.alice, at=NOW)
        assert made.starts_at == cast.quay.slots[0].starts_at
        assert (made.time_zone, made.local_time) == ("Asia/Tokyo", time(18))


def test_a_date_that_is_not_one_moment_where_the_set_has_moved_to_is_refused_with_a_sentence(cast: Cast) -> None:
    with entering(cast.alice):
        decided(cast)
        poll = operations.open_poll(
            cast.quay.learning_set,
            instants([date(2027, 11, 7)], at_time=time(6, 30), zone=ZONE, minutes=60)[0],
            wanted=1,
            minutes=60,
            cadence="week",
            place="",
            closes_at=POLL_CLOSES,
            by=cast.alice,
            at=NOW,
        )
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(time_zone="America/New_York")
        with pytest.raises(Refused, match="not one moment"):
            operations.decide_poll(copy_of(poll), queries.slots_of(poll), by=cast.alice, at=NOW)
        assert copy_of(poll).decided_at is None


def test_a_set_that_closes_asks_no_more(cast: Cast) -> None:
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        assert copy_of(cast.quay.poll).state(NOW) is PollState.WITHDRAWN


def test_more_time_is_told_only_to_those_who_have_not_answered(cast: Cast, seeding: Seeding) -> None:
    poll = cast.quay.poll
    kim = join_set("Kim", cast.quay.learning_set, of=cast.alice)
    longer = poll.closes_at + timedelta(days=7)
    with entering(cast.alice):
        assert operations.prolong_poll(poll, closes_at=longer, by=cast.alice, at=NOW)
        assert not operations.prolong_poll(copy_of(poll), closes_at=longer, by=cast.alice, at=NOW)
    assert told(poll, "poll_prolonged", seeding) == [kim.person_id]


def test_withdrawing_is_told_once(cast: Cast, seeding: Seeding) -> None:
    poll = cast.quay.poll
    with entering(cast.alice):
        assert operations.withdraw_poll(copy_of(poll), by=cast.alice, at=NOW)
        assert not operations.withdraw_poll(copy_of(poll), by=cast.alice, at=NOW)
    assert told(poll, "poll_withdrawn", seeding) == [cast.bob.person_id]
