"""Who came: marked, put right, answered by those who are marked, and counted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from notifications.models import Notice, NoticeState
from notifications.sender import send_due
from organisations.models import Event, Membership
from organisations.operations import Refused
from reports.queries import participation
from sessions import operations, queries
from sessions.models import Answer, Attendance, Mark, MoveReason, Punctuality, Session
from sets.models import Facilitation, LearningSet
from sets.sentences import what_happened
from tests.cast import AFTER_FIRST, FOUNDED, NINE, NOW, Cast, entering, join_set
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db

AFTER_NEXT = datetime(2027, 2, 15, 12, tzinfo=UTC)


@pytest.fixture
def kim(cast: Cast) -> Membership:
    """Quay's second member, since before it first met."""
    return join_set("kim", cast.quay.learning_set, of=cast.alice)


def mark(cast: Cast, *, at: datetime = NOW, **marks: str) -> None:
    people = {getattr(cast, who).person_id: mark for who, mark in marks.items()}
    operations.mark_attendance(cast.quay.held, people, by=cast.alice, at=at)


def row_of(member: Membership, session: Session) -> Attendance:
    return Attendance.objects.get(session=session, person=member.person_id)


def dispute(cast: Cast, *, at: datetime = NOW) -> bool:
    with entering(cast.bob):
        return operations.dispute_mark(cast.quay.held, by=cast.bob, at=at)


def told(event: Event) -> str:
    return what_happened(event, {})


# Marking


def test_a_mark_that_is_put_right_is_audited_with_what_stood_before(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.APOLOGISED)
        event = Event.objects.select_related("actor").filter(kind="attendance.marked").latest("pk")
        assert event.change["marks"] == {str(cast.bob.person_id): [Mark.CAME, Mark.APOLOGISED]}
        assert told(event) == "Alice corrected who came to session 1."
        assert row_of(cast.bob, cast.quay.held).marked_at == NOW
        first = Event.objects.select_related("actor").filter(kind="attendance.marked").earliest("pk")
        assert told(first) == "Alice marked who came to session 1."


def test_the_same_mark_again_changes_and_records_nothing(cast: Cast) -> None:
    with entering(cast.alice):
        before = Event.objects.count()
        mark(cast, bob=Mark.CAME)
        assert Event.objects.count() == before
        assert row_of(cast.bob, cast.quay.held).marked_at == AFTER_FIRST


def test_a_leaver_who_was_there_is_marked_and_put_right(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, greta=Mark.CAME)
        assert row_of(cast.greta, cast.quay.held).mark == Mark.CAME
        operations.mark_attendance(cast.quay.coming, {cast.greta.person_id: Mark.CAME}, by=cast.alice, at=AFTER_NEXT)
        assert not Attendance.objects.filter(session=cast.quay.coming, person=cast.greta.person_id).exclude(mark="")


def test_at_a_session_that_was_cancelled_meanwhile_nobody_is_marked(cast: Cast) -> None:
    with entering(cast.alice):
        operations.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=NOW)
        with pytest.raises(Refused):
            operations.mark_attendance(cast.quay.coming, {cast.bob.person_id: Mark.CAME}, by=cast.alice, at=AFTER_NEXT)


def test_everybody_else_came_marks_nobody_anew(cast: Cast, kim: Membership) -> None:
    people = [cast.bob.person_id, kim.person_id]
    with entering(cast.alice):
        coming = cast.quay.coming
        operations.mark_attendance(coming, {kim.person_id: Mark.ABSENT}, by=cast.alice, at=AFTER_NEXT)
        operations.mark_the_rest(coming, people, by=cast.alice, at=AFTER_NEXT)
        assert (row_of(cast.bob, coming).mark, row_of(kim, coming).mark) == (Mark.CAME, Mark.ABSENT)


def test_whoever_said_that_they_cannot_is_apologised_when_it_closes(cast: Cast, kim: Membership) -> None:
    coming = cast.quay.coming
    with entering(kim):
        operations.answer_session(coming, answer=Answer.CANNOT, by=kim, at=NOW)
    with entering(cast.alice):
        assert operations.hold_session(coming, by=cast.alice, at=AFTER_NEXT)
        assert (row_of(cast.bob, coming).mark, row_of(kim, coming).mark) == (Mark.ABSENT, Mark.APOLOGISED)


# Late and left early


def test_late_is_kept_of_those_who_came_and_goes_with_the_mark(cast: Cast) -> None:
    bob, greta = cast.bob.person_id, cast.greta.person_id
    with entering(cast.alice):
        held = cast.quay.held
        Punctuality.objects.filter(session=held).delete()
        operations.note_punctuality(held, {bob: (True, False), greta: (True, True)}, at=NOW)
        assert list(Punctuality.objects.filter(session=held).values_list("person_id", "late_at", "left_early_at")) == [
            (bob, NOW, None)
        ]
        operations.note_punctuality(held, {bob: (True, True)}, at=NOW + timedelta(hours=1))
        noted = Punctuality.objects.get(session=held)
        assert (noted.late_at, noted.left_early_at) == (NOW, NOW + timedelta(hours=1))
        operations.note_punctuality(held, {bob: (False, False)}, at=NOW)
        assert not Punctuality.objects.filter(session=held)
        operations.note_punctuality(held, {bob: (True, False)}, at=NOW)
        mark(cast, bob=Mark.ABSENT)
        assert not Punctuality.objects.filter(session=held)


def test_what_the_organisation_records_tells_nothing_of_late(cast: Cast) -> None:
    with entering(cast.alice):
        operations.note_punctuality(cast.quay.held, {cast.bob.person_id: (True, True)}, at=NOW)
        assert not [event for event in Event.objects.all() if "late" in f"{event.kind} {event.change}"]
    for outsider in (cast.dora, cast.olga, cast.erin):
        with entering(outsider):
            assert not Punctuality.objects.filter(session=cast.quay.held).exists()
            circle = queries.circle_at(cast.quay.held, with_lateness=True)
            assert [(each.late_at, each.left_early_at) for each in circle] == [(None, None)] * len(circle)
    with entering(cast.bob):  # so that there was something to see
        assert any(each.late_at for each in queries.circle_at(cast.quay.held, with_lateness=True))


# “I was there”


def test_only_a_mark_that_says_otherwise_is_answered_and_once(cast: Cast) -> None:
    assert not dispute(cast)  # marked as there
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    assert dispute(cast)
    assert not dispute(cast, at=NOW + timedelta(hours=1))
    with entering(cast.bob):
        assert row_of(cast.bob, cast.quay.held).disputed_at == NOW


def test_it_can_be_taken_back_until_it_is_settled(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    with entering(cast.bob):
        assert operations.take_dispute_back(cast.quay.held, by=cast.bob, at=NOW)
        assert not operations.take_dispute_back(cast.quay.held, by=cast.bob, at=NOW)
    dispute(cast)
    with entering(cast.alice):
        assert operations.settle_mark(cast.quay.held, cast.bob.person_id, by=cast.alice, at=NOW)
        assert not operations.settle_mark(cast.quay.held, cast.bob.person_id, by=cast.alice, at=NOW)
    with entering(cast.bob):
        assert not operations.take_dispute_back(cast.quay.held, by=cast.bob, at=NOW)
        mine = row_of(cast.bob, cast.quay.held)
        assert (mine.mark, mine.is_disputed, mine.settled_at) == (Mark.ABSENT, False, NOW)


def test_it_is_said_of_oneself_alone(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
        assert not operations.dispute_mark(cast.quay.held, by=cast.alice, at=NOW)
        assert not Attendance.objects.disputed()


def test_came_settles_it_and_another_absence_leaves_it_open(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    with entering(cast.alice):
        mark(cast, bob=Mark.APOLOGISED)
        assert row_of(cast.bob, cast.quay.held).is_disputed
        mark(cast, bob=Mark.CAME, at=NOW + timedelta(hours=1))
        after = row_of(cast.bob, cast.quay.held)
        assert (after.is_disputed, after.settled_at) == (False, NOW + timedelta(hours=1))


def test_a_new_mark_can_be_answered_anew(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    with entering(cast.alice):
        mark(cast, bob=Mark.CAME)
        mark(cast, bob=Mark.ABSENT)
        again = row_of(cast.bob, cast.quay.held)
        assert (again.disputed_at, again.settled_at) == (None, None)
    assert dispute(cast)


def test_what_is_said_of_a_mark_stands_in_the_access_log(cast: Cast) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    with entering(cast.bob):
        operations.take_dispute_back(cast.quay.held, by=cast.bob, at=NOW)
    dispute(cast)
    with entering(cast.alice):
        operations.settle_mark(cast.quay.held, cast.bob.person_id, by=cast.alice, at=NOW)
        found = Event.objects.filter(kind__startswith="attendance.").select_related("actor").order_by("-pk")[:4]
        assert [told(event) for event in found] == [
            "Alice looked at a disputed mark of session 1, and it stays.",
            "Bob said of session 1: “I was there”.",
            "Bob took back what they had said of their mark in session 1.",
            "Bob said of session 1: “I was there”.",
        ]


# Its mail


def letters(at: datetime) -> list[str]:
    mail.outbox.clear()
    send_due(at)
    return [f"{each.to[0]}: {each.subject}" for each in mail.outbox if "there?" in each.subject]


def test_whoever_runs_the_set_is_told_once_by_mail_and_without_a_word(cast: Cast, kim: Membership) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    assert letters(NOW) == []
    assert letters(NOW + timedelta(minutes=1)) == ["alice@harbour.example: Set meeting: was Bob there?"]
    (sent,) = (each for each in mail.outbox if "there?" in each.subject)
    assert "Bob is marked as not there on Monday 25 January, and says: I was there." in sent.body
    assert "http://localhost:8000/o/harbour/sets/quay/sessions/1/attendance/" in sent.body
    assert "MARKER" not in sent.body
    with entering(cast.bob):
        operations.take_dispute_back(cast.quay.held, by=cast.bob, at=NOW)
    dispute(cast, at=NOW + timedelta(hours=1))
    assert letters(NOW + timedelta(hours=2)) == []


@pytest.mark.parametrize("meanwhile", ["taken back", "put right", "stays"])
def test_nobody_is_told_of_what_is_over(cast: Cast, seeding: Callable, meanwhile: str) -> None:
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    with entering(cast.bob if meanwhile == "taken back" else cast.alice):
        if meanwhile == "taken back":
            operations.take_dispute_back(cast.quay.held, by=cast.bob, at=NOW)
        if meanwhile == "put right":
            mark(cast, bob=Mark.CAME)
        if meanwhile == "stays":
            operations.settle_mark(cast.quay.held, cast.bob.person_id, by=cast.alice, at=NOW)
    assert letters(NOW + timedelta(minutes=2)) == []
    with seeding():
        (notice,) = Notice.objects.filter(kind="attendance_disputed")
        assert notice.state is NoticeState.SUPPRESSED


def test_where_the_set_runs_itself_the_others_are_told(cast: Cast, kim: Membership) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.NONE)
        cast.quay.held.learning_set.facilitation = Facilitation.NONE
        mark(cast, bob=Mark.ABSENT)
    dispute(cast)
    assert [each.partition(":")[0] for each in sorted(letters(NOW + timedelta(minutes=1)))] == [
        "alice@harbour.example",
        "kim@harbour.example",
    ]


# Counting


def test_the_report_agrees_with_a_count_by_hand(cast: Cast, kim: Membership) -> None:
    """Bob came twice, Kim sent apologies once and did not come once; Greta, who left before the second, did not come."""
    quay, coming = cast.quay, cast.quay.coming
    with entering(kim):
        operations.answer_session(coming, answer=Answer.CANNOT, by=kim, at=NOW)
    with entering(cast.alice):
        operations.mark_attendance(quay.held, {kim.person_id: Mark.ABSENT}, by=cast.alice, at=NOW)
        operations.mark_attendance(coming, {cast.bob.person_id: Mark.CAME}, by=cast.alice, at=AFTER_NEXT)
        operations.hold_session(coming, by=cast.alice, at=AFTER_NEXT)
        called_off = operations.plan_session(
            quay.learning_set, day=date(2027, 2, 22), at_time=NINE, minutes=600, place="", video_link="", by=cast.alice,
            at=AFTER_NEXT,
        )  # fmt: skip
        begun = called_off.starts_at + timedelta(minutes=5)
        operations.mark_attendance(called_off, {cast.bob.person_id: Mark.CAME}, by=cast.alice, at=begun)
        operations.cancel_session(called_off, reason=MoveReason.PLACE, by=cast.alice, at=begun)
    with entering(kim):
        assert operations.dispute_mark(quay.held, by=kim, at=NOW)
    later = AFTER_NEXT + timedelta(days=30)
    with entering(cast.dora):
        report = participation(cast.harbour, since=FOUNDED, until=later, now=later)
        (figures,) = (row.figures for row in report.sets if row.learning_set == quay.learning_set)
        counted = queries.with_marks(LearningSet.objects.filter(pk=quay.learning_set.pk)).get()
        own = queries.with_marks(LearningSet.objects.filter(pk=quay.learning_set.pk), of=kim).get()
    shares = figures.shares
    assert (shares.attendance.part, shares.attendance.n, shares.attendance.percent) == (2, 5, 40)
    assert (shares.commitment.part, shares.commitment.n, shares.commitment.percent) == (3, 5, 60)
    assert shares.disputed == 1
    assert (figures.held, figures.planned, figures.cancelled, figures.moved) == (2, 3, 1, 1)
    assert figures.hours == 3 + 2  # Bob's three hours and two
    assert (counted.marked, counted.came, counted.apologised, counted.disputed) == (5, 2, 1, 1)
    assert (own.marked, own.came, own.apologised, own.disputed) == (2, 0, 1, 1)


# At the same moment


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_mark_different_people_at_once(cast: Cast, kim: Membership, together: Callable) -> None:
    session = _begun(cast)
    found = together(
        (cast.alice, lambda: operations.mark_attendance(session, {cast.bob.person_id: Mark.CAME}, by=cast.alice, at=AFTER_NEXT)),
        (cast.alice, lambda: operations.mark_attendance(session, {kim.person_id: Mark.ABSENT}, by=cast.alice, at=AFTER_NEXT)),
    )  # fmt: skip
    assert list(found) == [None, None]
    with entering(cast.alice):
        assert (row_of(cast.bob, session).mark, row_of(kim, session).mark) == (Mark.CAME, Mark.ABSENT)


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_who_mark_the_same_person_are_told_in_the_order_in_which_they_did(cast: Cast, together: Callable) -> None:
    session = _begun(cast)

    def marked(what: str) -> None:
        operations.mark_attendance(session, {cast.bob.person_id: what}, by=cast.alice, at=AFTER_NEXT)

    together((cast.alice, lambda: marked(Mark.CAME)), (cast.alice, lambda: marked(Mark.ABSENT)))
    with entering(cast.alice):
        events = Event.objects.filter(kind="attendance.marked", subject=f"session:{session.pk}").order_by("pk")
        steps = [event.change["marks"][str(cast.bob.person_id)] for event in events]
        assert len(steps) == 2
        assert (steps[0][0], steps[0][1], steps[1][1]) == ("", steps[1][0], row_of(cast.bob, session).mark)


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_closed_and_marked_at_once_overwrites_no_mark(cast: Cast, together: Callable) -> None:
    session = _begun(cast)
    together(
        (cast.alice, lambda: operations.mark_attendance(session, {cast.bob.person_id: Mark.CAME}, by=cast.alice, at=AFTER_NEXT)),
        (cast.alice, lambda: operations.hold_session(_again(session), by=cast.alice, at=AFTER_NEXT)),
    )  # fmt: skip
    with entering(cast.alice):
        assert row_of(cast.bob, session).mark == Mark.CAME
        assert _again(session).held_at == AFTER_NEXT


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.parametrize("dispute_first", [True, False])
@pytest.mark.django_db(transaction=True)
def test_disputed_while_it_is_put_right_leaves_nothing_open(
    cast: Cast, together: Callable, dispute_first: bool
) -> None:
    held = cast.quay.held
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    moves = [
        (cast.bob, lambda: operations.dispute_mark(held, by=cast.bob, at=NOW)),
        (cast.alice, lambda: mark(cast, bob=Mark.CAME)),
    ]
    together(*(moves if dispute_first else reversed(moves)))
    with entering(cast.alice):
        after = row_of(cast.bob, held)
    assert (after.mark, after.is_disputed) == (Mark.CAME, False)
    assert (after.disputed_at is None) == (after.settled_at is None)


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_disputed_while_another_absence_is_marked_loses_neither(cast: Cast, together: Callable) -> None:
    held = cast.quay.held
    with entering(cast.alice):
        mark(cast, bob=Mark.ABSENT)
    together(
        (cast.alice, lambda: mark(cast, bob=Mark.APOLOGISED)),
        (cast.bob, lambda: operations.dispute_mark(held, by=cast.bob, at=NOW)),
    )
    with entering(cast.alice):
        after = row_of(cast.bob, held)
    assert (after.mark, after.is_disputed) == (Mark.APOLOGISED, True)


def _begun(cast: Cast) -> Session:
    with entering(cast.alice):
        return _again(cast.quay.coming)


def _again(session: Session) -> Session:
    return Session.objects.select_related("learning_set").get(pk=session.pk)
