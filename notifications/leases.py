"""The sender's way into the outbox: claim, begin, settle, each a door of PostgreSQL."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg import Cursor

from notifications.kinds import ToldLine
from notifications.models import Notice

LASTS = timedelta(seconds=30)
"""Of a claim, and again of the one mail in hand; renewed for as long as the server thinks about it. A sender that is
slower finds its mail taken over."""

_SETTLE = (
    "settle_notice(%s, %s, %s, %s::timestamptz, %s, %s::text[], %s::integer, %s, %s, %s, %s::timestamptz, %s::bigint[])"
)
_BEGIN = "begin_notice(%s, %s, %s, %s)"


@dataclass(frozen=True)
class Outcome:
    """What became of a notice: sent, later, ambiguous, failed or suppressed."""

    name: str
    at: datetime
    next_at: datetime | None = None
    """When to look again, for later and ambiguous."""
    reason: str = ""
    about: tuple[str, ...] = ()
    lines: tuple[ToldLine, ...] = ()
    """The notices behind them are settled with it where it is sent, ambiguous or suppressed."""


def claim(how_many: int, *, at: datetime, clock: datetime) -> list[Notice]:
    """Up to `how_many` notices that are due at `at`, leased from `clock` on. Outside of any scope."""
    lease = uuid.uuid4()
    return list(
        Notice.objects.raw(
            "SELECT * FROM claim_notices(%s, %s, %s, %s, %s)", [how_many, lease, clock + LASTS, at, clock]
        )
    )


def begin(notice: Notice, *, at: datetime, clock: datetime) -> bool:
    """Note that it goes to the mail server now; false where another sender has taken it over. Again, it renews."""
    (begun,) = _ask(f"SELECT {_BEGIN}", _begun(notice, at, clock))
    return begun


def settle(notice: Notice, outcome: Outcome) -> bool:
    """Note what became of it and give the lease back, and its nudge where it does not go; false where the lease was lost."""
    (settled,) = _ask(f"SELECT {_SETTLE}", _settled(notice, outcome))
    return settled


def begin_after(notice: Notice, *, at: datetime, clock: datetime, last: Notice, outcome: Outcome) -> tuple[bool, bool]:
    """Begin one and settle the last one, in one statement; whether each lease held."""
    settled, begun = _ask(f"SELECT {_SETTLE}, {_BEGIN}", [*_settled(last, outcome), *_begun(notice, at, clock)])
    return begun, settled


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


def _begun(notice: Notice, at: datetime, clock: datetime) -> list[Any]:
    return [notice.pk, notice.lease, clock + LASTS, at]


def _settled(notice: Notice, outcome: Outcome) -> list[Any]:
    return [
        notice.pk,
        notice.lease,
        outcome.name,
        outcome.next_at,
        outcome.reason[:200],
        list(outcome.about),
        notice.attempts,
        outcome.at,
        notice.told,
        notice.path,
        notice.digest_at,
        [line.notice for line in outcome.lines],
    ]


def _ask(statement: str, values: list[Any]) -> list[bool]:
    """PostgreSQL puts in the values: writing sixteen of them into a statement takes Django longer than all else."""
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        row = cursor.execute(statement, values).fetchone()
    return [bool(answer) for answer in row or ()]
