"""The two statements that count: everything together by the time that it fell into, and set by set.

Both are put together from the same pieces, so that the rows of a list cannot count otherwise than the total above them.
Times are numbered by `begins`: 1 from the first of them on, 2 from the second, and so on until the last, which is the
first instant after all of them; 0 is before.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from alsweb.lib.numbers import number_in
from organisations.models import Organisation
from reports.filters import Narrowed
from sets.health_rules import USUAL
from sets.models import Sign

MEETINGS = ("planned", "held", "cancelled", "marked", "came", "apologised", "disputed", "minutes", "moved")
SEATS = ("people", "seats", "joined", "left")
"""What the numbers of a row are, in their order."""

_NARROWED = {
    "programme": "AND l.programme_id IN (SELECT p.id FROM sets_programme p WHERE p.organisation_id = %(here)s"
    " AND p.slug = %(programme)s)",
    "purpose": "AND l.programme_id IN (SELECT p.id FROM sets_programme p WHERE p.organisation_id = %(here)s"
    " AND p.purpose = %(purpose)s)",
    "set": "AND l.slug = %(set)s",
    "facilitator": "AND l.id IN (SELECT m.learning_set_id FROM sets_setmembership m WHERE m.organisation_id = %(here)s"
    " AND m.membership_id = %(facilitator)s AND m.role = 'facilitator' AND m.started_at IS NOT NULL)",
}
_WORKS_THERE = """IN (SELECT w.membership_id FROM organisations_position w WHERE w.organisation_id = %(here)s
  AND (%(department)s = '' OR w.department = %(department)s) AND (%(site)s = '' OR w.site = %(site)s))"""
_OF_THEM = f"""EXISTS (SELECT 1 FROM sets_setmembership m WHERE m.organisation_id = %(here)s AND m.role = 'member'
  AND m.learning_set_id = {{of}} AND m.started_at < {{until}} AND (m.ended_at IS NULL OR m.ended_at > {{since}})
  AND m.membership_id {_WORKS_THERE})"""
_TAKES_PART = _OF_THEM.format(of="l.id", since="%(since)s", until="%(until)s")
_MET_ONE = "AND " + _OF_THEM.format(of="met.learning_set_id", since="met.starts_at", until="met.ends_at")

_CHOSEN = """
SELECT l.id, l.slug, l.name, l.minimum, l.closed_at, {listed} AS is_listed, CASE WHEN l.closed_at IS NOT NULL THEN 'closed'
  WHEN l.closing_at IS NOT NULL THEN 'closing' WHEN l.running_at IS NOT NULL THEN 'running' ELSE 'forming' END AS state
FROM sets_learningset l WHERE l.organisation_id = %(here)s {narrowed}"""
_MET = """
SELECT s.id, s.learning_set_id, s.minutes, s.local_date, s.starts_at, s.ends_at, s.held_at, s.cancelled_at,
  width_bucket(s.starts_at, %(begins)s::timestamptz[]) AS part
FROM learning_sessions_session s
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(first)s AND s.starts_at < %(until)s {of_sets}"""
_TAKEN = """
SELECT m.person_id, m.learning_set_id, m.ended_at IS NULL AND c.closed_at IS NULL AS is_taken,
  width_bucket(m.started_at, %(begins)s::timestamptz[]) AS began,
  CASE WHEN c.closed_at IS NULL OR m.ended_at < c.closed_at
    THEN width_bucket(m.ended_at, %(begins)s::timestamptz[]) END AS given_up,
  least(%(parts)s, width_bucket(m.ended_at, %(begins)s::timestamptz[]),
    width_bucket(c.closed_at - interval '1 microsecond', %(begins)s::timestamptz[])) AS lasted
FROM sets_setmembership m JOIN chosen c ON c.id = m.learning_set_id
WHERE m.organisation_id = %(here)s AND m.role = 'member' AND (c.closed_at IS NULL OR m.started_at < c.closed_at)
  AND m.started_at IS NOT NULL {seated}"""
_COMING = """
SELECT s.learning_set_id, min(s.starts_at) AS next_starts_at FROM learning_sessions_session s
WHERE s.organisation_id = %(here)s AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.ends_at > %(now)s {of_sets}
GROUP BY s.learning_set_id"""
_SEATED_NOW = """
SELECT m.learning_set_id, count(*) AS members FROM sets_setmembership m
WHERE m.organisation_id = %(here)s AND m.role = 'member' AND m.started_at IS NOT NULL AND m.ended_at IS NULL
  {of_sets}
GROUP BY m.learning_set_id"""

_SESSIONS = """
SELECT met.part, count(met.held_at) AS held, count(met.cancelled_at) AS cancelled,
  count(*) FILTER (WHERE met.held_at IS NOT NULL OR met.cancelled_at IS NOT NULL OR met.ends_at < %(now)s) AS planned
FROM met WHERE true {met_one} GROUP BY met.part"""
_MARKS = """
SELECT met.part, count(*) AS marked, count(*) FILTER (WHERE a.mark = 'came') AS came,
  count(*) FILTER (WHERE a.mark = 'apologised') AS apologised,
  count(*) FILTER (WHERE a.disputed_at IS NOT NULL AND a.settled_at IS NULL) AS disputed,
  sum(met.minutes) FILTER (WHERE a.mark = 'came') AS minutes
FROM met JOIN learning_sessions_attendance a ON a.organisation_id = %(here)s AND a.session_id = met.id
WHERE met.cancelled_at IS NULL AND a.mark <> '' {marked} GROUP BY met.part"""
_MOVES = """
SELECT met.part, count(*) AS moved
FROM met JOIN learning_sessions_sessionmove v ON v.organisation_id = %(here)s AND v.session_id = met.id
WHERE NOT EXISTS (SELECT 1 FROM learning_sessions_sessionmove twin WHERE twin.organisation_id = %(here)s
  AND twin.session_id = v.session_id AND twin.moved_at = v.moved_at AND twin.id <> v.id) {met_one} GROUP BY met.part"""
_MEETINGS = f"""LEFT JOIN ({_SESSIONS}) sessions ON sessions.part = n LEFT JOIN ({_MARKS}) marks ON marks.part = n
  LEFT JOIN ({_MOVES}) moves ON moves.part = n"""
_NUMBERS = """coalesce(sessions.planned, 0), coalesce(sessions.held, 0), coalesce(sessions.cancelled, 0),
  coalesce(marks.marked, 0), coalesce(marks.came, 0), coalesce(marks.apologised, 0), coalesce(marks.disputed, 0),
  coalesce(marks.minutes, 0), coalesce(moves.moved, 0)"""
_LED = """
SELECT met.part, count(DISTINCT met.id) AS sessions, count(DISTINCT (m.person_id, met.local_date)) AS days
FROM met JOIN sets_setmembership m ON m.organisation_id = %(here)s AND m.learning_set_id = met.learning_set_id
  AND m.role = 'facilitator' AND m.started_at < met.ends_at AND (m.ended_at IS NULL OR m.ended_at > met.starts_at)
WHERE met.held_at IS NOT NULL GROUP BY met.part"""


def _from_which(sign: Sign) -> str:
    """The number from which a sign is told: the organisation's own, or what is usual."""
    own = f"SELECT r.number FROM sets_healthrule r WHERE r.organisation_id = %(here)s AND r.sign = '{sign.value}'"
    return f"coalesce(({own}), {USUAL[sign].number})"


_LOOKED_AT = f"""
SELECT c.id, c.slug, c.name, c.state, c.state = 'running' AND coming.next_starts_at IS NULL AS needs_date,
  CASE WHEN c.state <> 'running' THEN NULL WHEN coming.next_starts_at IS NULL THEN 1
    WHEN off.cancelled >= {_from_which(Sign.CANCELLED)} THEN 2
    WHEN c.minimum - coalesce(seated.members, 0) >= {_from_which(Sign.BELOW_MINIMUM)} THEN 3 END AS claim,
  off.cancelled, off.planned, coalesce(seated.members, 0) AS members, c.minimum
FROM chosen c LEFT JOIN ({_COMING}) coming ON coming.learning_set_id = c.id
  LEFT JOIN ({_SEATED_NOW}) seated ON seated.learning_set_id = c.id
  LEFT JOIN (SELECT met.learning_set_id, count(met.cancelled_at) AS cancelled,
      count(*) FILTER (WHERE met.held_at IS NOT NULL OR met.cancelled_at IS NOT NULL OR met.ends_at < %(now)s) AS planned
    FROM met WHERE met.starts_at >= %(since)s {{met_one}}
    GROUP BY met.learning_set_id) off ON off.learning_set_id = c.id
WHERE c.is_listed"""

_TOGETHER = f"""
WITH chosen AS MATERIALIZED ({_CHOSEN}), met AS MATERIALIZED ({_MET}), taken AS MATERIALIZED ({_TAKEN}),
  looked_at AS MATERIALIZED ({_LOOKED_AT})
SELECT 'meetings', ARRAY[n, {_NUMBERS}], NULL::text[]
  FROM generate_series(1, %(parts)s) n {_MEETINGS}
UNION ALL SELECT 'seats', ARRAY[began, lasted, coalesce(given_up, 0), count(*)], NULL
  FROM taken WHERE lasted >= greatest(began, 1) GROUP BY began, lasted, given_up
UNION ALL SELECT 'people', ARRAY[parts, count(*)], NULL FROM (
  SELECT bit_or((2::bigint << lasted) - (1::bigint << greatest(began, 1))) AS parts
  FROM taken WHERE lasted >= greatest(began, 1) GROUP BY person_id) each GROUP BY parts
UNION ALL SELECT 'led', ARRAY[part, sessions, days], NULL FROM ({_LED}) led WHERE %(costed)s
UNION ALL SELECT 'learning', ARRAY[count(DISTINCT person_id)], NULL FROM taken WHERE is_taken
UNION ALL SELECT state, ARRAY[count(*), count(*) FILTER (WHERE needs_date)], NULL FROM looked_at GROUP BY state
UNION ALL (SELECT 'worth a look', ARRAY[id, claim, cancelled, planned, members, minimum], ARRAY[slug, name]
  FROM looked_at WHERE claim IS NOT NULL ORDER BY claim, name, id LIMIT 1)
"""
_BY_SET = f"""
SELECT l.*, counted.* FROM (
  SELECT * FROM sets_learningset l WHERE l.organisation_id = %(here)s {{narrowed}} AND {{listed}}
  ORDER BY l.closed_at DESC NULLS FIRST, l.name, l.id LIMIT %(most)s OFFSET %(skipped)s) l
CROSS JOIN LATERAL (
  WITH chosen AS (SELECT l.id, l.closed_at), met AS MATERIALIZED ({_MET}), taken AS MATERIALIZED ({_TAKEN})
  SELECT ARRAY[{_NUMBERS}] AS numbers, coming.next_starts_at, coalesce(seated.members, 0) AS members,
    (SELECT ARRAY[count(DISTINCT person_id), count(*), count(*) FILTER (WHERE began = 1),
      count(*) FILTER (WHERE given_up = 1)] FROM taken WHERE began <= 1 AND lasted = 1) AS seats
  FROM (VALUES (1)) AS whole (n) {_MEETINGS}
    LEFT JOIN ({_COMING}) coming ON true LEFT JOIN ({_SEATED_NOW}) seated ON true) counted
ORDER BY l.closed_at DESC NULLS FIRST, l.name, l.id
"""
_BY_SESSION = f"""
WITH met AS MATERIALIZED ({_MET})
SELECT met.learning_set_id, met.starts_at, met.held_at IS NOT NULL, met.cancelled_at IS NOT NULL, marks.marked, marks.came
FROM met CROSS JOIN LATERAL (
  SELECT count(*) AS marked, count(*) FILTER (WHERE a.mark = 'came') AS came FROM learning_sessions_attendance a
  WHERE a.organisation_id = %(here)s AND a.session_id = met.id AND met.cancelled_at IS NULL AND a.mark <> '' {{marked}}
) marks
WHERE (met.held_at IS NOT NULL OR met.cancelled_at IS NOT NULL OR met.ends_at < %(now)s) {{met_one}}
ORDER BY met.starts_at, met.id"""
_BY_MARK = f"""
WITH chosen AS MATERIALIZED ({_CHOSEN}), met AS MATERIALIZED ({_MET})
SELECT s.local_date, l.name, coalesce(p.name, ''), s.number, m.name, coalesce(w.department, ''), coalesce(w.site, ''),
  a.mark, a.disputed_at IS NOT NULL AND a.settled_at IS NULL, CASE WHEN a.mark = 'came' THEN met.minutes ELSE 0 END
FROM met JOIN learning_sessions_attendance a ON a.organisation_id = %(here)s AND a.session_id = met.id
  JOIN learning_sessions_session s ON s.organisation_id = %(here)s AND s.id = met.id
  JOIN sets_learningset l ON l.organisation_id = %(here)s AND l.id = met.learning_set_id
  LEFT JOIN sets_programme p ON p.organisation_id = %(here)s AND p.id = l.programme_id
  JOIN organisations_membership m ON m.organisation_id = %(here)s AND m.id = a.membership_id
  LEFT JOIN organisations_position w ON w.organisation_id = %(here)s AND w.membership_id = a.membership_id
WHERE met.cancelled_at IS NULL AND a.mark <> '' {{marked}}
ORDER BY met.starts_at, met.id, m.name, a.id
"""


def together(narrowed: Narrowed) -> str:
    """Rows of a word and numbers: meetings by part, seats by their parts, people by the parts as bits, sets by state."""
    return _made(_TOGETHER, narrowed, of_sets=_of_chosen(narrowed))


def by_set(narrowed: Narrowed) -> str:
    """A row for each set in the order of the list, from `skipped` on `most` of them; its only part is the whole period."""
    return _made(_BY_SET, narrowed, of_sets="AND learning_set_id = l.id")


def by_session(narrowed: Narrowed) -> str:
    """A row for each session that is over of `these` sets: when, how it ended, how many were marked and how many came."""
    return _made(_BY_SESSION, narrowed, of_sets="AND learning_set_id = ANY(%(these)s)")


def mark_by_mark(narrowed: Narrowed) -> str:
    """A row for each mark that the two others count."""
    return _made(_BY_MARK, narrowed, of_sets=_of_chosen(narrowed))


def asked(
    organisation: Organisation,
    narrowed: Narrowed,
    *,
    begins: Sequence[datetime],
    since: datetime,
    now: datetime,
    costed: bool = False,
) -> dict[str, Any]:
    """`costed`: whether it is asked how many sessions somebody led, and on how many days."""
    return {
        **asdict(narrowed),
        "facilitator": number_in(narrowed.facilitator),
        "here": organisation.pk,
        "begins": list(begins),
        "parts": len(begins) - 1,
        "first": begins[0],
        "since": since,
        "until": begins[-1],
        "now": now,
        "costed": costed,
    }


def _of_chosen(narrowed: Narrowed) -> str:
    return "AND learning_set_id IN (SELECT id FROM chosen)" if narrowed.to_sets else ""


def _made(whole: str, narrowed: Narrowed, *, of_sets: str) -> str:
    """With people chosen, sessions are those at which one of them was a member of the set; marks and seats are theirs."""
    people = narrowed.to_people
    return whole.format(
        of_sets=of_sets,
        listed=_TAKES_PART if people else "true",
        narrowed=" ".join(_NARROWED[each] for each in narrowed.chosen if each in _NARROWED),
        met_one=_MET_ONE if people else "",
        marked=f"AND a.membership_id {_WORKS_THERE}" if people else "",
        seated=f"AND m.membership_id {_WORKS_THERE}" if people else "",
    )
