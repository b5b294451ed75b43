"""Who came, late or on time, and closing a session as held."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import Answer, Attendance, Mark, Punctuality, Session
from sessions.operations.answering import attendance_of
from sessions.operations.disputing import settle_open
from sets.models import SetMembership


@transaction.atomic
def mark_attendance(session: Session, marks: Mapping[int, str], *, by: Membership, at: datetime) -> None:
    """Say who came, by person; whoever is not named keeps what stands. Corrections are audited.

    Only whoever was in the set when it met is marked, on the membership that they had then. “Came” settles what its
    member says of the mark; any other mark leaves that open. Raise Refused where the session was cancelled meanwhile.
    """
    _mark_one_after_the_other(session)
    seats = {
        seat.person_id: seat
        for seat in SetMembership.objects.members()
        .at(session.starts_at, session.over_at)
        .filter(learning_set=session.learning_set_id, person__in=marks)
        .order_by("started_at")
    }
    before = {each.person_id: each.mark for each in Attendance.objects.filter(session=session)}
    changed = {person: mark for person, mark in marks.items() if person in seats and before.get(person) != mark}
    if not changed:
        return
    Attendance.objects.bulk_create(
        [
            attendance_of(session, seats[person].membership_id, person, mark=mark, marked_at=at)
            for person, mark in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["organisation", "session", "person"],
        update_fields=["mark", "marked_at"],
    )
    came = {person for person, mark in changed.items() if mark == Mark.CAME}
    taken_back = {person for person in changed if before.get(person) == Mark.CAME}
    settle_open(session, came, at=at)
    # What was said about an older mark is no answer to this one.
    Attendance.objects.filter(session=session, person__in=taken_back).update(disputed_at=None, settled_at=None)
    Punctuality.objects.filter(session=session, person__in=changed.keys() - came).delete()
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
def mark_the_rest(session: Session, people: Collection[int], *, by: Membership, at: datetime) -> None:
    """Whoever of them has no mark by now came."""
    _mark_one_after_the_other(session)
    marked = Attendance.objects.filter(session=session).exclude(mark="").values_list("person_id", flat=True)
    mark_attendance(session, dict.fromkeys({*people}.difference(marked), Mark.CAME), by=by, at=at)


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


@transaction.atomic
def note_punctuality(session: Session, noted: Mapping[int, tuple[bool, bool]], *, at: datetime) -> None:
    """Who came late, and who left early, by person; of whoever did not come nothing is kept.

    Not audited: what the organisation records may not tell what belongs to the set.
    """
    _mark_one_after_the_other(session)
    own = Attendance.objects.filter(session=session, person__in=noted, mark=Mark.CAME)
    came = set(own.values_list("person_id", flat=True))
    found = Punctuality.objects.filter(session=session, person__in=noted)
    since = {each.person_id: (each.late_at, each.left_early_at) for each in found}
    Punctuality.objects.bulk_create(
        [
            Punctuality(
                organisation_id=session.organisation_id,
                learning_set_id=session.learning_set_id,
                session=session,
                person_id=person,
                late_at=(since.get(person, (None, None))[0] or at) if late else None,
                left_early_at=(since.get(person, (None, None))[1] or at) if left_early else None,
            )
            for person, (late, left_early) in sorted(noted.items())
            if person in came and (late or left_early)
        ],
        update_conflicts=True,
        unique_fields=["organisation", "session", "person"],
        update_fields=["late_at", "left_early_at"],
    )
    nothing = [person for person, unpunctual in noted.items() if person not in came or not any(unpunctual)]
    Punctuality.objects.filter(session=session, person__in=nothing).delete()


def _mark_one_after_the_other(session: Session) -> None:
    """Two who mark the same session wait here, so that each finds what the other wrote and the audit tells it in order."""
    waiting = Session.objects.select_for_update(no_key=True).filter(pk=session.pk, cancelled_at=None)
    if waiting.values_list("pk", flat=True).first() is None:
        raise Refused(_("This session was cancelled meanwhile, so nobody is marked."))
