"""Coming or not."""

from datetime import datetime

from django.db import transaction

from organisations.models import Membership
from sessions.models import Attendance, Session


@transaction.atomic
def answer_session(session: Session, *, answer: str, by: Membership, at: datetime) -> None:
    """“I come” or “I cannot”; a change of mind replaces it."""
    changed = Attendance.objects.filter(session=session, person=by.person_id).update(answer=answer, answered_at=at)
    if not changed:
        Attendance.objects.bulk_create(
            [attendance_of(session, by.pk, by.person_id, answer=answer, answered_at=at)],
            update_conflicts=True,
            unique_fields=["organisation", "session", "person"],
            update_fields=["answer", "answered_at"],
        )


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
