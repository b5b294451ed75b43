"""Telling the set what became of a date, once it has settled."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.models import Membership
from sessions import dates_change, queries
from sessions.models import Series, Session

SETTLES = timedelta(seconds=60)
"""How long a change waits before it is told: whoever changes their mind within it has told nobody."""


def tell_circle(
    *sessions: Session,
    kind: str,
    by: Membership | None,
    at: datetime,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Everybody in the circle of their set hears of each once for each change, if it is still news by then.

    So does whatever is reckoned from the set's dates (`dates_change`).

    Whoever made it is among them for their calendar alone, and keeps how it was `before`, to undo it.
    """
    if not sessions:
        return
    dates_change.changed(sessions[0].learning_set_id)
    people = queries.circle_people(sessions[0].learning_set)
    notify_many(
        Notice.waiting(
            kind=kind,
            subject=f"session:{session.pk}",
            occasion=str(session.sequence),
            due_at=at + SETTLES,
            organisation=session.organisation_id,
            person=person,
            detail={
                **queries.as_told(session),
                **({"own": True, "before": dict(before or {})} if by and person == by.person_id else {}),
            },
        )
        for person in people
        for session in sessions
    )


def tell_series(series: Series, *, by: Membership, at: datetime) -> None:
    """For those who subscribe to their dates, and get no invitation to each: one mail lists them."""
    notify_many(
        Notice.waiting(
            kind="series_planned",
            subject=f"series:{series.pk}",
            occasion="planned",
            due_at=at + SETTLES,
            organisation=series.organisation_id,
            person=person,
        )
        for person in queries.circle_people(series.learning_set)
        if person != by.person_id
    )
