"""Which running sets may need somebody, by their dates and how many are in them: never who, and nothing that anybody did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, overload

from django.db import connection
from django.urls import reverse

from organisations.models import Organisation
from sets.health_rules import LOOKED_BACK
from sets.models import Sign

_SIGNS = """
WITH running AS MATERIALIZED (
  SELECT l.id, l.slug, l.name, l.minimum, l.running_at FROM sets_learningset l WHERE l.organisation_id = %(here)s
    AND l.running_at IS NOT NULL AND l.closing_at IS NULL AND l.closed_at IS NULL
), met AS (
  SELECT s.learning_set_id,
    bool_or(s.held_at IS NULL AND s.cancelled_at IS NULL AND s.ends_at > %(now)s) AS has_date,
    max(least(s.held_at, s.cancelled_at, s.ends_at)) AS last_date,
    count(*) FILTER (WHERE s.cancelled_at IS NOT NULL AND s.starts_at >= %(back)s AND s.starts_at <= %(now)s) AS cancelled,
    max(s.cancelled_at) FILTER (WHERE s.starts_at >= %(back)s AND s.starts_at <= %(now)s) AS last_cancelled
  FROM learning_sessions_session s WHERE s.organisation_id = %(here)s GROUP BY s.learning_set_id
), seated AS (
  SELECT m.learning_set_id, count(*) FILTER (WHERE m.ended_at IS NULL) AS members, max(m.ended_at) AS last_left
  FROM sets_setmembership m WHERE m.organisation_id = %(here)s AND m.role = 'member' AND m.started_at IS NOT NULL
  GROUP BY m.learning_set_id
), told AS (
  SELECT r.id, r.slug, r.name, CASE WHEN NOT coalesce(met.has_date, false) THEN greatest(r.running_at, met.last_date) END AS dateless,
    coalesce(met.cancelled, 0) AS cancelled, met.last_cancelled, r.minimum, coalesce(seated.members, 0) AS members,
    coalesce(seated.last_left, r.running_at) AS last_left
  FROM running r LEFT JOIN met ON met.learning_set_id = r.id LEFT JOIN seated ON seated.learning_set_id = r.id
)
SELECT slug, name, CASE WHEN no_date THEN dateless END, CASE WHEN off THEN cancelled END, last_cancelled,
  CASE WHEN thin THEN members END, minimum, last_left, count(*) OVER ()
FROM told CROSS JOIN LATERAL (SELECT coalesce(dateless <= %(dateless)s, false) AS no_date, cancelled >= %(cancelled)s AS off,
  minimum - members >= %(below)s AS thin) signs
WHERE no_date OR off OR thin
ORDER BY CASE WHEN no_date THEN 1 WHEN off THEN 2 ELSE 3 END, CASE WHEN no_date THEN dateless WHEN off THEN last_cancelled
  ELSE last_left END, name, id
LIMIT %(most)s OFFSET %(skipped)s
"""


@dataclass(frozen=True)
class Needing:
    """A set that shows a sign, which ones, and since when."""

    organisation: Organisation
    slug: str
    name: str
    dateless_since: datetime | None
    cancelled: int | None
    last_cancelled_at: datetime | None
    members: int | None
    minimum: int
    last_left_at: datetime

    @property
    def address(self) -> str:
        return reverse("reports:set", args=[self.organisation.slug, self.slug])


@dataclass(frozen=True)
class SetsNeeding(Sequence[Needing]):
    """Those without a date first, longest; then what was cancelled, then those with too few. One statement a slice."""

    organisation: Organisation
    numbers: Mapping[Sign, int]
    now: datetime

    def __len__(self) -> int:
        return self._first_page[1]

    @overload
    def __getitem__(self, which: int) -> Needing: ...
    @overload
    def __getitem__(self, which: slice) -> list[Needing]: ...
    def __getitem__(self, which: int | slice) -> Needing | list[Needing]:
        if isinstance(which, int):
            return self[which : which + 1][0]
        first, end, _step = which.indices(len(self))
        if end <= len(self._first_page[0]):
            return self._first_page[0][first:end]
        return self._asked(most=max(end - first, 0), skipped=first)[0]

    @cached_property
    def _first_page(self) -> tuple[list[Needing], int]:
        return self._asked(most=A_PAGE, skipped=0)

    def _asked(self, *, most: int, skipped: int) -> tuple[list[Needing], int]:
        values: dict[str, Any] = {
            "here": self.organisation.pk,
            "now": self.now,
            "back": self.now - timedelta(days=LOOKED_BACK),
            "dateless": self.now - timedelta(days=self.numbers[Sign.NO_NEXT_DATE]),
            "cancelled": self.numbers[Sign.CANCELLED],
            "below": self.numbers[Sign.BELOW_MINIMUM],
            "most": most,
            "skipped": skipped,
        }
        with connection.cursor() as cursor:
            cursor.execute(_SIGNS, values)
            found = cursor.fetchall()
        return [Needing(self.organisation, *row[:-1]) for row in found], found[0][-1] if found else 0


A_PAGE = 50
"""How many the first look brings along, with how many there are."""
