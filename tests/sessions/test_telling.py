"""A change of date settles for a minute; then everybody hears the last truth once, and nobody what they know."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail

from notifications.models import Notice, NoticeState
from notifications.planner import plan as plan_notices
from notifications.sender import send_due
from organisations.models import Membership
from sessions import operations
from sessions.models import Answer, Attendance, MoveReason, MoveWords, Session, SessionMove, SessionState
from sessions.operations.telling import SETTLES
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
LATER = NOW + timedelta(hours=1)
BOB, ALICE = "bob@harbour.example", "alice@harbour.example"


@pytest.fixture(autouse=True)
def _told_so_far(cast: Cast) -> None:
    """What the story had to tell is told; its outbox begins empty."""
    send_due(NOW)
    mail.outbox.clear()


def move(session: Session, day: date, *, at: datetime = LATER, by: Membership, **more: Any) -> bool:
    where = {"at_time": NINE, "minutes": session.minutes, "place": session.place, "reason": MoveReason.WORK} | more
    return operations.move_session(session, day=day, **where, by=by, at=at)


def letters(at: datetime, *, to: str = BOB) -> list[str]:
    """What somebody is sent by then; each is asked for once."""
    send_due(at)
    found = [str(each.body) for each in mail.outbox if each.to == [to]]
    mail.outbox.clear()
    return found


def test_nothing_is_told_within_the_minute_and_the_move_once_after_it(cast: Cast) -> None:
    with entering(cast.alice):
        assert move(cast.quay.coming, NEXT_ON + timedelta(days=1), by=cast.alice)
    assert letters(LATER + SETTLES - timedelta(seconds=1)) == []
    (letter,) = letters(LATER + SETTLES)
    assert "has moved: it now meets on Tuesday 16 February" in letter
    assert letters(LATER + timedelta(hours=1)) == []


def test_moved_three_times_in_a_minute_one_mail_tells_the_last_truth(cast: Cast) -> None:
    session = cast.quay.coming
    before = session.sequence
    with entering(cast.alice):
        for seconds, days in ((0, 1), (20, 2), (40, 3)):
            moment = LATER + timedelta(seconds=seconds)
            assert move(session, NEXT_ON + timedelta(days=days), at=moment, by=cast.alice)
    assert session.sequence == before + 3
    (letter,) = letters(LATER + timedelta(minutes=5))
    assert "Thursday 18 February" in letter


def test_a_move_there_and_back_tells_nobody_and_answers_stand(cast: Cast) -> None:
    session = cast.quay.coming
    with entering(cast.alice):
        before = dict(Attendance.objects.filter(session=session).values_list("person_id", "answer"))
        assert before == {cast.bob.person_id: Answer.COMING}
        counted = SessionMove.objects.that_stand().filter(session=session).count()
        assert move(session, NEXT_ON + timedelta(days=1), place="The boat house", by=cast.alice)
        assert not Attendance.objects.filter(session=session).exclude(answer="").exists()
        assert operations.undo_move(session, by=cast.alice, at=LATER + timedelta(seconds=59))
        session.refresh_from_db()
        assert (session.local_date, session.place) == (NEXT_ON, "")
        assert dict(Attendance.objects.filter(session=session).values_list("person_id", "answer")) == before
        assert SessionMove.objects.that_stand().filter(session=session).count() == counted
    assert letters(LATER + timedelta(minutes=5)) == []
    assert letters(LATER + timedelta(minutes=5), to=ALICE) == []


def test_after_the_minute_there_is_nothing_to_undo(cast: Cast) -> None:
    with entering(cast.alice):
        assert move(cast.quay.coming, NEXT_ON + timedelta(days=1), by=cast.alice)
        assert not operations.undo_move(cast.quay.coming, by=cast.alice, at=LATER + SETTLES)
        assert cast.quay.coming.local_date == NEXT_ON + timedelta(days=1)


def test_planned_and_cancelled_within_the_minute_tells_nobody(cast: Cast) -> None:
    with entering(cast.alice):
        session = _plan(cast, NEXT_ON + timedelta(days=7))
        operations.cancel_session(session, reason=MoveReason.OTHER, by=cast.alice, at=LATER + timedelta(seconds=50))
    assert letters(LATER + timedelta(minutes=5)) == letters(LATER + timedelta(minutes=5), to=ALICE) == []


def test_planned_and_moved_within_the_minute_is_told_as_planned(cast: Cast) -> None:
    with entering(cast.alice):
        session = _plan(cast, NEXT_ON + timedelta(days=7))
        assert move(session, NEXT_ON + timedelta(days=8), at=LATER + timedelta(seconds=30), by=cast.alice)
    (letter,) = letters(LATER + timedelta(minutes=5))
    assert "meets on Tuesday 23 February, 09:00. Can you come?" in letter
    assert "moved" not in letter


def test_another_place_is_told_once_asks_nobody_again_and_reminds_nobody_again(cast: Cast) -> None:
    session = cast.quay.coming
    reminded = session.starts_at - timedelta(days=1)
    plan_notices(reminded - timedelta(hours=2))
    assert len(letters(reminded - timedelta(hours=2))) == 1
    with entering(cast.alice):
        assert move(session, NEXT_ON, place="The boat house", at=reminded, by=cast.alice)
        assert Attendance.objects.get(session=session, person=cast.bob.person_id).answer == Answer.COMING
    plan_notices(reminded + timedelta(minutes=2))
    (letter,) = letters(reminded + timedelta(minutes=3))
    assert "The place has changed." in letter
    assert "Can you come" not in letter
    assert letters(reminded + timedelta(hours=3)) == []


def test_cancelled_and_brought_back_within_the_minute_tells_nobody(cast: Cast) -> None:
    session, before = cast.quay.coming, cast.quay.coming.sequence
    with entering(cast.alice):
        operations.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=LATER)
        assert operations.restore_session(session, by=cast.alice, at=LATER + timedelta(seconds=30))
        assert Attendance.objects.get(session=session, person=cast.bob.person_id).answer == Answer.COMING
        session.refresh_from_db()
    assert (session.state, session.sequence, session.cancel_reason) == (SessionState.PLANNED, before + 2, "")
    assert letters(LATER + timedelta(minutes=5)) == []


def test_brought_back_later_everybody_is_told_once_and_asked_again(cast: Cast) -> None:
    session = cast.quay.coming
    with entering(cast.alice):
        operations.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=LATER)
    (cancelled,) = letters(LATER + SETTLES)
    assert "is cancelled" in cancelled
    back = LATER + timedelta(days=1)
    with entering(cast.alice):
        assert operations.restore_session(session, by=cast.alice, at=back)
        assert not operations.restore_session(session, by=cast.alice, at=back)
        assert not Attendance.objects.filter(session=session).exclude(answer="").exists()
    (letter,) = letters(back + timedelta(days=1))
    assert "meets after all, on Monday 15 February" in letter


def test_what_has_passed_is_not_brought_back(cast: Cast) -> None:
    session = cast.quay.coming
    with entering(cast.alice):
        operations.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=LATER)
        assert not operations.restore_session(session, by=cast.alice, at=session.starts_at)


def test_whoever_moves_it_gets_it_for_their_calendar_and_hears_what_others_do(cast: Cast) -> None:
    """Or their own calendar would go on showing the old date."""
    with entering(cast.alice):
        assert move(cast.quay.coming, NEXT_ON + timedelta(days=1), by=cast.alice)
    (letter,) = letters(LATER + SETTLES, to=ALICE)
    assert "Tuesday 16 February" in letter


def test_cancelled_after_reminders_were_planned_none_goes_out(cast: Cast, seeding: Seeding) -> None:
    session = cast.quay.coming
    due = session.starts_at - timedelta(days=2) + timedelta(minutes=1)
    plan_notices(due)
    with entering(cast.alice):
        operations.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=due)
    found = letters(due + timedelta(days=1))
    assert len(found) == 1
    assert "is cancelled" in found[0]
    with seeding():
        reminders = Notice.objects.filter(kind="session_reminder", subject=f"session:{session.pk}")
        assert {each.state for each in reminders} == {NoticeState.SUPPRESSED}


def test_the_planner_runs_during_a_move_and_reminds_of_the_new_date_alone(cast: Cast) -> None:
    session = cast.quay.coming
    due = session.starts_at - timedelta(days=2) + timedelta(minutes=1)
    plan_notices(due)  # of the old date
    with entering(cast.alice):
        assert move(session, NEXT_ON, at_time=time(8, 0), at=due, by=cast.alice)
    plan_notices(due + timedelta(seconds=30))  # of the new date, which is not told yet
    assert letters(due + timedelta(seconds=31)) == []
    found = letters(due + timedelta(hours=1))
    assert ["moved" in each for each in found] == [True, False]
    assert all("Monday 15 February, 08:00" in each for each in found)
    plan_notices(due + timedelta(hours=2))
    assert letters(due + timedelta(hours=3)) == []


def test_a_reminder_waits_for_a_date_that_may_be_taken_back(cast: Cast) -> None:
    session = cast.quay.coming
    due = session.starts_at - timedelta(days=2) + timedelta(minutes=1)
    with entering(cast.alice):
        assert move(session, NEXT_ON, at_time=time(8, 0), at=due, by=cast.alice)
    plan_notices(due + timedelta(seconds=10))
    assert letters(due + timedelta(seconds=11)) == []
    with entering(cast.alice):
        assert operations.undo_move(session, by=cast.alice, at=due + timedelta(seconds=20))
    plan_notices(due + timedelta(seconds=30))
    (letter,) = letters(due + timedelta(hours=1))
    assert "Monday 15 February, 09:00" in letter


def test_whoever_said_that_they_cannot_is_not_reminded(cast: Cast) -> None:
    session = cast.quay.coming
    with entering(cast.bob):
        assert operations.answer_session(session, answer=Answer.CANNOT, by=cast.bob, at=LATER)
    due = session.starts_at - timedelta(days=1)
    plan_notices(due)
    assert letters(due) == []


def test_a_note_on_a_move_is_kept_with_it_and_no_mail_has_it(cast: Cast) -> None:
    with entering(cast.alice):
        assert move(cast.quay.coming, NEXT_ON + timedelta(days=1), note="My mother is ill", by=cast.alice)
        words = MoveWords.objects.get(move=SessionMove.objects.filter(session=cast.quay.coming).latest("pk"))
        assert (words.note, words.author_id) == ("My mother is ill", cast.alice.person_id)
    send_due(LATER + SETTLES)
    assert mail.outbox
    assert not [each for each in mail.outbox if "mother" in each.message().as_string()]


def test_an_earlier_end_is_told_and_asks_nobody_again(cast: Cast) -> None:
    with entering(cast.alice):
        assert move(cast.quay.coming, NEXT_ON, minutes=60, by=cast.alice)
        assert Attendance.objects.get(session=cast.quay.coming, person=cast.bob.person_id).answer == Answer.COMING
    (letter,) = letters(LATER + SETTLES)
    assert "ends earlier: after 1 hour" in letter


# At the same moment


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_move_at_once_and_the_set_hears_the_winner_once(cast: Cast, together: Any) -> None:
    with entering(cast.alice):
        one, two = (Session.objects.get(pk=cast.quay.coming.pk) for _ in range(2))
    days = [NEXT_ON + timedelta(days=1), NEXT_ON + timedelta(days=2)]
    found = together(
        (cast.alice, lambda: move(one, days[0], by=cast.alice)), (cast.alice, lambda: move(two, days[1], by=cast.alice))
    )
    assert sorted(found) == [False, True]
    (letter,) = letters(LATER + timedelta(hours=1))
    assert f"{days[found.index(True)].day} February" in letter


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_moved_and_cancelled_at_once_the_set_hears_that_it_is_cancelled(cast: Cast, together: Any) -> None:
    with entering(cast.alice):
        one, two = (Session.objects.get(pk=cast.quay.coming.pk) for _ in range(2))
    together(
        (cast.alice, lambda: move(one, NEXT_ON + timedelta(days=1), by=cast.alice)),
        (
            cast.alice,
            lambda: operations.cancel_session(two, reason=MoveReason.WORK, by=cast.alice, at=LATER),
        ),
    )
    (letter,) = letters(LATER + timedelta(hours=1))
    assert "is cancelled" in letter


@pytest.mark.django_db(transaction=True)
def test_brought_back_twice_at_once_is_brought_back_once(cast: Cast) -> None:
    session = cast.quay.coming
    with entering(cast.alice):
        operations.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=LATER)
        one, two = (Session.objects.get(pk=session.pk) for _ in range(2))
    back = LATER + timedelta(days=1)
    found = at_once(
        *[
            (cast.alice, lambda each=each: operations.restore_session(each, by=cast.alice, at=back))
            for each in (one, two)
        ]
    )
    assert sorted(found) == [False, True]


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_an_answer_to_a_date_that_moves_at_the_same_moment_is_none_about_the_new_one(cast: Cast, together: Any) -> None:
    with entering(cast.alice):
        one, two = (Session.objects.get(pk=cast.quay.coming.pk) for _ in range(2))
    together(
        (cast.alice, lambda: move(one, NEXT_ON + timedelta(days=1), by=cast.alice)),
        (cast.bob, lambda: operations.answer_session(two, answer=Answer.CANNOT, by=cast.bob, at=LATER)),
    )
    with entering(cast.alice):
        assert not Attendance.objects.filter(session=one).exclude(answer="").exists()


def _plan(cast: Cast, day: date) -> Session:
    return operations.plan_session(
        cast.quay.learning_set,
        day=day,
        at_time=NINE,
        minutes=120,
        place="",
        video_link="",
        by=cast.alice,
        at=LATER,
    )
