"""Telling the set what became of a date."""

from datetime import datetime

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.models import Membership
from sessions import queries
from sessions.models import Session


def tell_circle(*sessions: Session, kind: str, by: Membership, at: datetime) -> None:
    """Everybody in the circle of their set hears of each once for each change, but not the one who made it."""
    notify_many(
        Notice.waiting(
            kind=kind,
            subject=f"session:{session.pk}",
            occasion=str(session.sequence),
            due_at=at,
            organisation=session.organisation_id,
            person=person,
        )
        for person in queries.circle_people(sessions[0].learning_set)
        if person != by.person_id
        for session in sessions
    )
