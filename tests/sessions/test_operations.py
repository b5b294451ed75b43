from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from alsweb.lib.time import NoSuchTime, TimeHappensTwice
from organisations.operations import Refused
from sessions import operations
from sessions.models import Answer, Attendance, Bid, Challenge, Mark, MoveReason, Session, SessionMove, SessionState
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db


def plan(cast: Cast, day: date, at_time: time = NINE, *, at: datetime = NOW) -> Session:
    return operations.plan_session(
        cast.quay.learning_set,
        day=day,
        at_time=at_time,
        minutes=120,
        place="",
        video_link="",
        by=cast.alice,
        at=at,
    )


def move(cast: Cast, session: Session, day: date, at_time: time = NINE, *, at: datetime = NOW) -> bool:
    return operations.move_session(
        session,
        day=day,
        at_time=at_time,
        minutes=120,
        place="",
        reason=MoveReason.WORK,
        by=cast.alice,
        at=at,
    )


def cancel(cast: Cast, session: Session) -> bool:
    return operations.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=NOW)


def copy_of(session: Session) -> Session:
    """The session as another browser holds it."""
    return Session.objects.get(pk=session.pk)


def test_a_time_that_the_clocks_jump_over_is_not_planned(cast: Cast) -> None:
    with entering(cast.alice):
        before = Session.objects.count()
        with pytest.raises(NoSuchTime):
            plan(cast, date(2027, 3, 28), time(1, 30))
        with pytest.raises(NoSuchTime):
            move(cast, cast.quay.coming, date(2027, 3, 28), time(1, 30))
        assert Session.objects.count() == before


def test_a_time_that_happens_twice_is_not_planned(cast: Cast) -> None:
    with entering(cast.alice):
        with pytest.raises(TimeHappensTwice):
            plan(cast, date(2027, 10, 31), time(1, 30))
        with pytest.raises(TimeHappensTwice):
            move(cast, cast.quay.coming, date(2027, 10, 31), time(1, 30))


def test_nine_stays_nine_over_the_change_of_clock(cast: Cast) -> None:
    with entering(cast.alice):
        winter, summer = plan(cast, date(2027, 3, 22)), plan(cast, date(2027, 3, 29))
    assert (winter.local_time, summer.local_time) == (NINE, NINE)
    assert winter.starts_at == datetime(2027, 3, 22, 9, tzinfo=UTC)
    assert summer.starts_at == datetime(2027, 3, 29, 8, tzinfo=UTC)
    assert summer.ends_at - summer.starts_at == timedelta(minutes=120)


def test_the_past_is_not_planned(cast: Cast) -> None:
    with entering(cast.alice):
        with pytest.raises(Refused):
            plan(cast, NOW.date() - timedelta(days=1))
        with pytest.raises(Refused):
            move(cast, cast.quay.coming, NOW.date() - timedelta(days=1))


def test_moving_to_another_time_lets_answers_lapse_and_keeps_the_uid(cast: Cast) -> None:
    with entering(cast.alice):
        before = copy_of(cast.quay.coming)
        assert move(cast, cast.quay.coming, NEXT_ON + timedelta(days=1))
        after = copy_of(before)
        assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
        assert not Attendance.objects.filter(session=after).exclude(answer="").exists()
        assert SessionMove.objects.filter(session=after).latest("pk").moved_from == before.starts_at


def test_a_cancelled_number_stays_used(cast: Cast) -> None:
    with entering(cast.alice):
        assert cancel(cast, cast.quay.coming)
        assert not cancel(cast, cast.quay.coming)
        assert plan(cast, NEXT_ON).number == cast.quay.coming.number + 1


def test_what_was_held_or_cancelled_is_not_moved(cast: Cast) -> None:
    with entering(cast.alice):
        cancel(cast, cast.quay.coming)
        assert not move(cast, copy_of(cast.quay.coming), NEXT_ON + timedelta(days=1))
        assert not move(cast, copy_of(cast.quay.held), NEXT_ON + timedelta(days=1))
        assert not cancel(cast, copy_of(cast.quay.held))


def test_a_session_to_come_is_not_held(cast: Cast) -> None:
    with entering(cast.alice):
        assert not operations.hold_session(cast.quay.coming, by=cast.alice, at=NOW)
        assert copy_of(cast.quay.coming).state is SessionState.PLANNED


def test_whoever_has_no_mark_did_not_come(cast: Cast) -> None:
    after = datetime(2027, 2, 15, 12, tzinfo=UTC)
    with entering(cast.alice):
        assert operations.hold_session(cast.quay.coming, by=cast.alice, at=after)
        assert dict(Attendance.objects.filter(session=cast.quay.coming).values_list("person_id", "mark")) == {
            cast.bob.person_id: Mark.ABSENT
        }
        assert not operations.hold_session(cast.quay.coming, by=cast.alice, at=after + timedelta(days=1))


def test_whoever_was_never_in_the_set_gets_no_mark(cast: Cast) -> None:
    with entering(cast.alice):
        operations.mark_attendance(
            cast.quay.held, {cast.erin.person_id: Mark.CAME, cast.charlie.person_id: Mark.CAME}, by=cast.alice, at=NOW
        )
        assert not Attendance.objects.filter(person__in=[cast.erin.person_id, cast.charlie.person_id]).filter(
            session=cast.quay.held
        )


def test_a_change_of_mind_replaces_the_answer(cast: Cast) -> None:
    with entering(cast.bob):
        operations.answer_session(cast.quay.coming, answer=Answer.CANNOT, by=cast.bob, at=NOW)
        (answer,) = Attendance.objects.filter(session=cast.quay.coming, person=cast.bob.person_id)
        assert (answer.answer, answer.answered_at) == (Answer.CANNOT, NOW)


def test_a_name_stands_on_the_agenda_once(cast: Cast) -> None:
    with entering(cast.bob):
        for _ in range(2):
            operations.put_name_on_agenda(cast.quay.coming, challenge=None, by=cast.bob, at=NOW)
        assert Bid.objects.filter(session=cast.quay.coming).count() == 1
        operations.take_name_off_agenda(cast.quay.coming, by=cast.bob)
        assert not Bid.objects.filter(session=cast.quay.coming).exists()


# At the same moment


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_moved_and_cancelled_at_once_has_one_winner(cast: Cast, together: Any) -> None:
    session = cast.quay.coming
    with entering(cast.alice):
        one, two = copy_of(session), copy_of(session)
    moved, cancelled = together(
        (cast.alice, lambda: move(cast, one, NEXT_ON + timedelta(days=7))),
        (cast.alice, lambda: cancel(cast, two)),
    )
    with entering(cast.alice):
        after = copy_of(session)
    assert cancelled is True  # a cancellation holds for whichever date stands by then
    assert after.state is SessionState.CANCELLED
    assert after.sequence == session.sequence + 1 + moved


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_moved_twice_at_once_has_one_winner(cast: Cast, together: Any) -> None:
    with entering(cast.alice):
        one, two = copy_of(cast.quay.coming), copy_of(cast.quay.coming)
    days = [NEXT_ON + timedelta(days=1), NEXT_ON + timedelta(days=2)]
    found = together(
        (cast.alice, lambda: move(cast, one, days[0])),
        (cast.alice, lambda: move(cast, two, days[1])),
    )
    assert sorted(found) == [False, True]
    with entering(cast.alice):
        assert copy_of(one).local_date == days[found.index(True)]
        assert SessionMove.objects.filter(session=one).count() == 2  # the cast moved it once before


@pytest.mark.django_db(transaction=True)
def test_sessions_planned_at_once_are_numbered_one_after_the_other(cast: Cast) -> None:
    days = [NEXT_ON + timedelta(days=7 * number) for number in range(1, 5)]
    found = at_once(*[(cast.alice, lambda day=day: plan(cast, day)) for day in days])
    assert sorted(session.number for session in found) == [3, 4, 5, 6]


@pytest.mark.django_db(transaction=True)
def test_answered_from_two_browsers_at_once_is_one_answer(cast: Cast) -> None:
    def answer(what: str) -> None:
        operations.answer_session(session, answer=what, by=cast.bob, at=NOW)

    with entering(cast.alice):
        session = plan(cast, NEXT_ON + timedelta(days=7))
    found = at_once((cast.bob, lambda: answer(Answer.COMING)), (cast.bob, lambda: answer(Answer.CANNOT)))
    assert found == [None, None]
    with entering(cast.bob):
        assert Attendance.objects.filter(session=session, person=cast.bob.person_id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_challenge_written_twice_at_once_is_one(cast: Cast) -> None:
    def write() -> Challenge:
        return operations.write_challenge(
            cast.quay.learning_set, headline="mine", story="", by=cast.alice, at=NOW, challenge=None
        )

    at_once((cast.alice, write), (cast.alice, write))
    with entering(cast.alice):
        assert Challenge.objects.filter(person=cast.alice.person_id, resolved_at=None).count() == 1
