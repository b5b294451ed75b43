"""The sender's way into the outbox: claim, begin, settle, each a door of PostgreSQL."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from notifications.kinds import ToldLine
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
    lines: Sequence[ToldLine] = (),
) -> bool:
    """Note what became of it (sent, later, ambiguous, failed, suppressed) and give the lease back.

    `next_at` is when to look again, for later and ambiguous. The notices behind `lines` are settled with it where it is
    sent, ambiguous or suppressed. False where the lease was lost.
    """
    return _ask(
        "SELECT settle_notice(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        notice.pk,
        notice.lease,
        outcome,
        next_at,
        reason[:200],
        list(about),
        notice.attempts,
        at,
        notice.told,
        notice.path,
        notice.digest_at,
        [line.notice for line in lines],
    )


def note_lines(notice: Notice, lines: Sequence[ToldLine]) -> None:
    """Keep what a weekly mail says of the notices that it takes along, before it goes out."""
    rows = [{"id": each.notice, "told": each.told, "path": each.path, "about": each.about} for each in lines]
    with connection.cursor() as cursor:
        cursor.execute("SELECT note_lines(%s, %s, %s::jsonb)", [notice.pk, notice.lease, json.dumps(rows)])


def take_nudge(notice: Notice, *, at: datetime) -> datetime | None:
    """Take the person's nudge of these seven days; else the moment from which they may have another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT take_nudge(%s, %s, %s)", [notice.person_id, notice.pk, at])
        (free_from,) = cursor.fetchone()
    return free_from if isinstance(free_from, datetime) else None


def release_nudge(notice: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT release_nudge(%s)", [notice])


def _ask(statement: str, *values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return bool(row and row[0])
