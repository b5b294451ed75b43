"""The sender's way into the outbox: claim, begin, settle, each a door of PostgreSQL."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from notifications.models import Notice

LASTS = timedelta(seconds=30)
"""Of a claim, and again of the one mail in hand. Longer than a mail server may hang in any one answer; a sender
that is slower finds its mail taken over."""


def claim(how_many: int, *, at: datetime, clock: datetime) -> list[Notice]:
    """Up to `how_many` notices that are due at `at`, leased from `clock` on. Outside of any scope."""
    lease = uuid.uuid4()
    return list(
        Notice.objects.raw(
            "SELECT * FROM claim_notices(%s, %s, %s, %s, %s)", [how_many, lease, clock + LASTS, at, clock]
        )
    )


def begin(notice: Notice, *, at: datetime, clock: datetime) -> bool:
    """Note that it goes to the mail server now; false where another sender has taken it over."""
    return _ask("SELECT begin_notice(%s, %s, %s, %s)", notice.pk, notice.lease, clock + LASTS, at)


def settle(
    notice: Notice,
    outcome: str,
    *,
    at: datetime,
    next_at: datetime | None = None,
    reason: str = "",
    about: tuple[str, ...] = (),
) -> bool:
    """Note what became of it (sent, later, ambiguous, failed, suppressed) and give the lease back.

    `next_at` is when to look again, for later and ambiguous. False where the lease was lost.
    """
    return _ask(
        "SELECT settle_notice(%s, %s, %s, %s, %s, %s, %s, %s)",
        notice.pk,
        notice.lease,
        outcome,
        next_at,
        reason[:200],
        list(about),
        notice.attempts,
        at,
    )


def take_nudge(notice: Notice, *, at: datetime) -> datetime | None:
    """Take the person's nudge of these seven days; else the moment from which they may have another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_nudge(%s, %s, %s)", [notice.person_id, notice.pk, at])
        (free_from,) = cursor.fetchone()
    return free_from if isinstance(free_from, datetime) else None


def release_nudge(notice: Notice) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_nudge(%s)", [notice.pk])


def _ask(statement: str, *values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return bool(row and row[0])
