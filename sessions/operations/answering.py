"""Coming or not, with a note for the set; and what is decided where too few come."""

from datetime import datetime

from django.db import transaction

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.models import Membership
from sessions import queries
from sessions.models import Attendance, AttendanceWords, Session, SessionState
from sessions.operations.telling import SETTLES
from sets.models import Circle


@transaction.atomic
def answer_session(
    session: Session, *, answer: str, note: str | None = None, by: Membership, at: datetime
) -> Attendance | None:
    """“I come” or “I cannot”; a change of mind replaces it. None where it was moved or cancelled meanwhile.

    A note belongs to its answer: another answer takes it away unless it brings one. The same answer keeps it where
    none is given; an empty one takes it away.
    """
    stands = _held(session)
    if stands is None:
        return None
    before = queries.turnout_of(session)
    attendance = Attendance.objects.filter(session=session, person=by.person_id).first()
    is_other = attendance is None or attendance.answer != answer
    if attendance is None:
        attendance = attendance_of(session, by.pk, by.person_id, answer=answer, answered_at=at)
        attendance.save(force_insert=True)
    else:
        attendance.answer, attendance.answered_at = answer, at
        attendance.save(update_fields=["answer", "answered_at"])
    if is_other or note is not None:
        _write_note(attendance, note or "", by=by)
    after = queries.turnout_of(session)
    if after.is_at_risk and not before.is_at_risk:
        _tell_at_risk(session, at=at)
    return attendance


def _held(session: Session) -> Session | None:
    """The row as it stands, held until the end of the transaction: of two last apologies the second counts both."""
    row = Session.objects.select_for_update().filter(pk=session.pk).first()
    if row is None or row.state is not SessionState.PLANNED or row.starts_at != session.starts_at:
        return None
    return row


def _write_note(attendance: Attendance, note: str, *, by: Membership) -> None:
    words = AttendanceWords.objects.filter(attendance=attendance, author=by.person_id).first()
    if words and not note:
        words.delete()
    elif words:
        words.note = note
        words.save(update_fields=["note"])
    elif note:
        AttendanceWords.objects.create(
            organisation_id=attendance.organisation_id,
            learning_set_id=attendance.learning_set_id,
            attendance=attendance,
            author_id=by.person_id,
            circle=Circle.SET,
            note=note,
        )


def _tell_at_risk(session: Session, *, at: datetime) -> None:
    """Whoever runs the set hears of it once for each date, unless somebody changes their mind within the minute."""
    notify_many(
        Notice.waiting(
            kind="session_at_risk",
            subject=f"session:{session.pk}",
            occasion=at.isoformat(),
            due_at=at + SETTLES,
            organisation=session.organisation_id,
            person=person,
            detail={"starts_at": session.starts_at.isoformat()},
        )
        for person in queries.who_runs(session.learning_set)
    )


@transaction.atomic
def settle_session(session: Session, *, as_: str, by: Membership, at: datetime) -> bool:
    """Too few come, and the set meets all the same or as a triad. The first decision holds, until one more cannot come."""
    stands = _held(session)
    turnout = queries.turnout_of(session)
    if stands is None or not turnout.is_at_risk:
        return False
    session.settled_as, session.settled_at, session.settled_without = as_, at, turnout.cannot
    session.save(update_fields=["settled_as", "settled_at", "settled_without"])
    record(
        "session.settled",
        session,
        by=by,
        at=at,
        learning_set=session.learning_set_id,
        number=session.number,
        settled_as=as_,
    )
    notify_many(
        Notice.waiting(
            kind="session_settled",
            subject=f"session:{session.pk}",
            occasion=at.isoformat(),
            due_at=at + SETTLES,
            organisation=session.organisation_id,
            person=person,
        )
        for person in queries.circle_people(session.learning_set)
        if person != by.person_id
    )
    return True


def attendance_of(session: Session, membership: int, person: int, **fields: object) -> Attendance:
    """An unsaved row of this person at this session."""
    return Attendance(
        organisation_id=session.organisation_id,
        learning_set_id=session.learning_set_id,
        session=session,
        membership_id=membership,
        person_id=person,
        **fields,
    )
