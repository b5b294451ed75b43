"""What people have been told of a session's date, and what of it they have not heard yet."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from notifications.models import Notice
from sessions.models import Session, SessionState

PLANNED, MOVED, CANCELLED = "session_planned", "session_moved", "session_cancelled"
PLACE_CHANGED, RESTORED, CLOCKS_CHANGED = "session_place_changed", "session_restored", "session_clocks_changed"
INVITED = "session_invited"
OF_DATES = (PLANNED, MOVED, PLACE_CHANGED, CANCELLED, RESTORED, CLOCKS_CHANGED, INVITED)
"""Kinds of mail after which their reader knows when a session is, or that it is not."""


class News(StrEnum):
    """What a session's date is to somebody, after what they know."""

    NEW = "new"
    MOVED = "moved"
    CLOCKS = "clocks"
    """The wall time that was agreed stays, and the rules of the clocks there have changed."""
    SHORTER = "shorter"
    PLACE = "place"
    """The same date, elsewhere."""
    BACK = "back"
    """Cancelled when they last heard of it, and it takes place after all."""
    CANCELLED = "cancelled"


def as_told(session: Session) -> dict[str, Any]:
    """What a notice keeps of the date that it tells, to know later what its reader has heard."""
    return {
        "starts_at": session.starts_at.isoformat(),
        "wall": f"{session.local_date:%Y-%m-%d} {session.local_time:%H:%M}",
        "minutes": session.minutes,
        "place": session.place,
        "address": session.address,
    }


def news_for(notice: Notice, session: Session) -> News | None:
    """What this notice has to tell its reader; None where they know it already. In their scope.

    Whoever made the change knows it. Their notice is for their calendar, which knows only what mail has brought it.
    """
    is_own = bool(notice.detail.get("own"))
    earlier = _earlier(notice, session)
    last = earlier.filter(_TOLD if is_own else _KNOWN).order_by("-pk").first()
    if session.state is SessionState.CANCELLED:
        if last is None:  # who was never written to about it has come in since, and seen it on the page
            return None if is_own or earlier.exists() else News.CANCELLED
        return None if last.kind == CANCELLED else News.CANCELLED
    if last is None:
        return News.NEW
    if last.kind == CANCELLED:
        return News.BACK
    then, now = last.detail, as_told(session)
    if then.get("wall") != now["wall"] or now["minutes"] > then["minutes"]:
        return News.MOVED
    if then["starts_at"] != now["starts_at"]:
        return News.CLOCKS
    if now["minutes"] < then["minutes"]:
        return News.SHORTER
    return News.PLACE if any(then.get(each, "") != now[each] for each in ("place", "address")) else None


def _earlier(notice: Notice, session: Session) -> QuerySet[Notice]:
    """What its reader may have been told before, by itself or in a list of several dates."""
    about = Q(kind__in=OF_DATES, subject=f"session:{session.pk}")
    about |= Q(kind="series_planned", subject=f"series:{session.series_id}")
    about |= Q(kind="set_dates", subject=f"set:{session.learning_set_id}", due_at__gte=session.planned_at)
    return Notice.objects.filter(about, person_id=notice.person_id, pk__lt=notice.pk)


_TOLD = Q(sent_at__isnull=False) | Q(ambiguous_at__isnull=False)
"""Sent, or perhaps sent."""
_KNOWN = _TOLD | Q(detail__own=True)
"""Or made by its reader."""


def settles_until(session: Session, *, person: int, now: datetime) -> datetime | None:
    """When the newest change of its date will have been told to this person; None where nothing waits. In their scope."""
    waiting = Notice.objects.filter(
        person_id=person, subject=f"session:{session.pk}", kind__in=OF_DATES, occasion=str(session.sequence)
    )
    return waiting.filter(due_at__gt=now, sent_at=None).values_list("due_at", flat=True).first()


def own_change(session: Session, *, person: int, now: datetime) -> Notice | None:
    """This person's own change to how it stands now, while nobody has been told of it. In their scope."""
    return (
        own_changes(person=person, now=now)
        .filter(subject=f"session:{session.pk}", occasion=str(session.sequence))
        .first()
    )


def own_changes(*, person: int, now: datetime) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person, kind__in=OF_DATES, due_at__gt=now, detail__own=True)
