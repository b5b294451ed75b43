from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from organisations.models import Organisation
from reports.filters import Narrowed
from reports.measures import Tally
from reports.queries.statement import asked, by_session


@dataclass(frozen=True)
class Sat:
    """One session of a set that is over, and how many of those marked came to it."""

    starts_at: datetime
    is_held: bool
    is_cancelled: bool
    came: Tally


def sessions_by_set(
    organisation: Organisation,
    sets: Iterable[int],
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    narrowed: Narrowed,
) -> dict[int, list[Sat]]:
    """Of each of these sets its sessions that began in [since, until) and are over; one statement."""
    values = {
        **asked(organisation, narrowed, begins=[since, until], since=since, now=now),
        "these": list(sets),
    }
    found: dict[int, list[Sat]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(by_session(narrowed), values)
        for learning_set, starts_at, is_held, is_cancelled, marked, came in cursor.fetchall():
            found[learning_set].append(Sat(starts_at, is_held, is_cancelled, Tally(came, marked)))
    return found
