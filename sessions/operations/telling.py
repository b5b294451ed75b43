"""Telling the set what became of a date."""

from datetime import datetime

from notifications.outbox import notify
from organisations.models import Membership
from sessions import queries
from sessions.models import Session


def tell_circle(session: Session, *, kind: str, by: Membership, at: datetime) -> None:
    """Everybody in the circle hears of it once for each change, but not the one who made it."""
    for person in queries.circle_people(session.learning_set):
        if person != by.person_id:
            notify(
                kind=kind,
                subject=f"session:{session.pk}",
                occasion=str(session.sequence),
                due_at=at,
                organisation=session.organisation_id,
                person=person,
            )
