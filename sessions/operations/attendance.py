"""Who came, and closing a session as held."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Membership
from sessions.models import Answer, Attendance, Mark, Session
from sessions.operations.answering import attendance_of
from sets.models import SetMembership


@transaction.atomic
def mark_attendance(session: Session, marks: Mapping[int, str], *, by: Membership, at: datetime) -> None:
    """Say who came, by person; whoever is not named keeps what stands. Corrections are audited.

    Only whoever was in the set when it met is marked, on the membership that they had then.
    """
    seats = {
        seat.person_id: seat
        for seat in SetMembership.objects.members()
        .at(session.starts_at, session.over_at)
        .filter(learning_set=session.learning_set_id, person__in=marks)
        .order_by("started_at")
    }
    before = {each.person_id: each.mark for each in Attendance.objects.filter(session=session)}
    changed = {person: mark for person, mark in marks.items() if person in seats and before.get(person) != mark}
    Attendance.objects.bulk_create(
        [
            attendance_of(session, seats[person].membership_id, person, mark=mark, marked_at=at)
            for person, mark in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["organisation", "session", "person"],
        update_fields=["mark", "marked_at"],
    )
    if changed:
        record(
            "attendance.marked",
            session,
            by=by,
            at=at,
            learning_set=session.learning_set_id,
            number=session.number,
            marks={str(person): [before.get(person, ""), mark] for person, mark in changed.items()},
        )


@transaction.atomic
def hold_session(session: Session, *, by: Membership, at: datetime) -> bool:
    """Close a session as held: whoever has no mark did not come, with or without an apology."""
    if Session.objects.planned().filter(pk=session.pk, starts_at__lte=at).update(held_at=at) != 1:
        return False
    session.held_at = at
    rows = list(Attendance.objects.filter(session=session))
    apologised = {each.person_id for each in rows if each.answer == Answer.CANNOT}
    unmarked = (
        SetMembership.objects.members()
        .at(session.starts_at, session.over_at)
        .filter(learning_set=session.learning_set_id)
        .exclude(person__in=[each.person_id for each in rows if each.mark])
        .values_list("person_id", flat=True)
    )
    marks = {person: Mark.APOLOGISED if person in apologised else Mark.ABSENT for person in unmarked}
    mark_attendance(session, marks, by=by, at=at)
    record("session.held", session, by=by, at=at, learning_set=session.learning_set_id, number=session.number)
    return True
