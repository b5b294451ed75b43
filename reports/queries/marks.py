"""Who came to which session: plain attendance, a row for each mark that the figures count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from organisations.models import Organisation
from reports.filters import Narrowed
from reports.queries.statement import asked, mark_by_mark
from sessions.models import Mark

_AT_ONCE = 1000


@dataclass(frozen=True)
class MarkRow:
    day: date
    learning_set: str
    programme: str
    number: int
    person: str
    department: str
    site: str
    mark: Mark
    is_disputed: bool
    minutes: int


def marks(
    organisation: Organisation, *, since: datetime, until: datetime, now: datetime, narrowed: Narrowed
) -> Iterator[MarkRow]:
    """By day. PostgreSQL keeps what has not been fetched yet: however many there are, a thousand are in memory."""
    values = asked(organisation, narrowed, begins=[since, until], since=since, now=now)
    with connection.chunked_cursor() as cursor:
        cursor.execute(mark_by_mark(narrowed), values)
        while found := cursor.fetchmany(_AT_ONCE):
            for day, learning_set, programme, number, person, department, site, mark, is_disputed, minutes in found:
                yield MarkRow(
                    day,
                    learning_set,
                    programme,
                    number,
                    person,
                    department,
                    site,
                    Mark(mark),
                    is_disputed,
                    minutes,
                )
