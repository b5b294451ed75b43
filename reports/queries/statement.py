"""The one statement that counts: sessions, marks, moves and seats, by set and by the time that they fell into.

Parts are numbered from one: the time before, then each part of the period; times of seats alike, with the whole period
in the second place.
"""

COUNTS = {
    "sessions": ("planned", "held", "cancelled"),
    "marks": ("marked", "came", "apologised", "disputed", "minutes"),
    "moves": ("moved",),
}
"""What the columns of its rows are."""

_SESSIONS = """
SELECT 'sessions', s.learning_set_id, width_bucket(s.starts_at, %(begins)s::timestamptz[]),
  count(*) FILTER (WHERE s.held_at IS NOT NULL OR s.cancelled_at IS NOT NULL OR s.ends_at < %(now)s),
  count(s.held_at), count(s.cancelled_at), 0::bigint, 0::bigint
FROM learning_sessions_session s
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(since)s AND s.starts_at < %(until)s {sets} {met}
GROUP BY 2, 3
"""
_MARKS = """
SELECT 'marks', s.learning_set_id, width_bucket(s.starts_at, %(begins)s::timestamptz[]),
  count(*), count(*) FILTER (WHERE a.mark = 'came'), count(*) FILTER (WHERE a.mark = 'apologised'),
  count(*) FILTER (WHERE a.disputed_at IS NOT NULL AND a.settled_at IS NULL),
  coalesce(sum(s.minutes) FILTER (WHERE a.mark = 'came'), 0)
FROM learning_sessions_session s
  JOIN learning_sessions_attendance a ON a.organisation_id = s.organisation_id AND a.session_id = s.id
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(since)s AND s.starts_at < %(until)s
  AND s.cancelled_at IS NULL AND a.organisation_id = %(here)s AND a.mark <> '' {sets} {marked}
GROUP BY 2, 3
"""
_MOVES = """
SELECT 'moves', s.learning_set_id, width_bucket(s.starts_at, %(begins)s::timestamptz[]),
  count(*), 0, 0, 0, 0
FROM learning_sessions_session s
  JOIN learning_sessions_sessionmove v ON v.organisation_id = s.organisation_id AND v.session_id = s.id
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(since)s AND s.starts_at < %(until)s {sets} {met}
  AND NOT EXISTS (SELECT 1 FROM learning_sessions_sessionmove twin WHERE twin.organisation_id = v.organisation_id
    AND twin.session_id = v.session_id AND twin.moved_at = v.moved_at AND twin.id <> v.id)
GROUP BY 2, 3
"""
_SEATS = """
SELECT {label}, {learning_set}, t.n, {people}, count(*),
  count(*) FILTER (WHERE m.started_at >= t.since),
  count(*) FILTER (WHERE m.ended_at < t.until AND (s.closed_at IS NULL OR m.ended_at < s.closed_at)),
  {members}
FROM (SELECT m.person_id, m.learning_set_id, m.started_at, m.ended_at FROM sets_setmembership m
    WHERE m.organisation_id = %(here)s AND m.role = 'member' AND m.started_at IS NOT NULL {seated}) m
  JOIN sets_learningset s ON s.organisation_id = %(here)s AND s.id = m.learning_set_id {chosen}
  JOIN unnest(%(sinces)s::timestamptz[], %(untils)s::timestamptz[]) WITH ORDINALITY AS t(since, until, n)
    ON m.started_at < t.until AND (m.ended_at IS NULL OR m.ended_at >= t.since)
    AND (s.closed_at IS NULL OR s.closed_at > t.since) {times}
GROUP BY {by}
"""
_LEARNING = """
SELECT 'now', 0, 0, count(DISTINCT m.person_id), 0, 0, 0, 0
FROM sets_setmembership m JOIN sets_learningset s ON s.organisation_id = %(here)s AND s.id = m.learning_set_id {chosen}
WHERE m.organisation_id = %(here)s AND m.role = 'member' AND m.started_at IS NOT NULL AND m.ended_at IS NULL
  AND s.closed_at IS NULL {seated}
"""
_WORKS_THERE = """SELECT w.membership_id FROM organisations_position w WHERE w.organisation_id = %(here)s
  AND (%(department)s = '' OR w.department = %(department)s) AND (%(site)s = '' OR w.site = %(site)s)"""
_MET = f"""AND EXISTS (SELECT 1 FROM sets_setmembership m WHERE m.organisation_id = %(here)s
  AND m.learning_set_id = s.learning_set_id AND m.role = 'member' AND m.started_at < s.ends_at
  AND (m.ended_at IS NULL OR m.ended_at > s.starts_at) AND m.membership_id IN ({_WORKS_THERE}))"""


def statement(*, to_sets: bool, to_people: bool) -> str:
    """With people chosen, sessions are those at which one of them was a member of the set; marks and seats are theirs."""
    sets = "AND s.learning_set_id = ANY(%(sets)s)" if to_sets else ""
    chosen = "AND s.id = ANY(%(sets)s)" if to_sets else ""
    met = _MET if to_people else ""
    marked = f"AND a.membership_id IN ({_WORKS_THERE})" if to_people else ""
    seated = f"AND m.membership_id IN ({_WORKS_THERE})" if to_people else ""
    together = _SEATS.format(
        label="'seats'",
        learning_set="0::bigint",
        people="count(DISTINCT m.person_id)",
        members="0::bigint",
        seated=seated,
        chosen=chosen,
        times="",
        by="t.n",
    )
    by_set = _SEATS.format(
        label="'set'",
        learning_set="m.learning_set_id",
        people="count(DISTINCT m.person_id)",
        members="count(*) FILTER (WHERE m.ended_at IS NULL)",
        seated=seated,
        chosen=chosen,
        times="AND t.n = 2",
        by="m.learning_set_id, t.n",
    )
    return " UNION ALL ".join(
        [
            _SESSIONS.format(sets=sets, met=met),
            _MARKS.format(sets=sets, marked=marked),
            _MOVES.format(sets=sets, met=met),
            together,
            by_set,
            _LEARNING.format(chosen=chosen, seated=seated),
        ]
    )
