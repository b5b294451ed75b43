"""What somebody said a moment ago, beside what they promised."""

from dataclasses import dataclass
from datetime import datetime

from actions.models import UNDO_WITHIN
from actions.queries import Promise
from alsweb.lib import phrases


@dataclass(frozen=True)
class OwnRow:
    """An action of one's own, and when its latest news came; empty where that can no longer be taken back."""

    promise: Promise
    said_when: str


def own_row(promise: Promise, *, zone: str, at: datetime) -> OwnRow:
    said_at = promise.news_at
    is_fresh = said_at is not None and said_at > at - UNDO_WITHIN
    return OwnRow(promise, phrases.lately(said_at, zone, now=at) if said_at and is_fresh else "")
