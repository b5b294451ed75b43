"""From which session a plan may be written."""

from datetime import datetime

from sessions.models import Session


def may_plan_from(session: Session, *, now: datetime) -> bool:
    """From any that has begun: whoever did not present may leave with an action, too, and sets on paper keep no bids."""
    return session.cancelled_at is None and (session.held_at is not None or session.starts_at <= now)
