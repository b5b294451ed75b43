"""The figures of participation as somebody asks for them by hand: one question after another, past every policy.

Each function takes a cursor and what the questions are about, and returns the answers in the order of the questions.
"""

from collections.abc import Mapping
from typing import Any

Asked = Mapping[str, Any]
Answers = list[list[tuple[Any, ...]]]

_OF_PROGRAMME = """AND {} IN (SELECT l.id FROM sets_learningset l JOIN sets_programme p ON p.id = l.programme_id
  WHERE l.organisation_id = %(here)s AND p.slug = %(programme)s)"""
_STATE = """CASE WHEN l.closed_at IS NOT NULL THEN 'closed' WHEN l.closing_at IS NOT NULL THEN 'closing'
  WHEN l.running_at IS NOT NULL THEN 'running' ELSE 'forming' END"""
_SESSIONS = """
SELECT width_bucket(s.starts_at, %(begins)s::timestamptz[]),
  count(*) FILTER (WHERE s.held_at IS NOT NULL OR s.cancelled_at IS NOT NULL OR s.ends_at < %(now)s),
  count(s.held_at), count(s.cancelled_at)
FROM learning_sessions_session s
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(first)s AND s.starts_at < %(until)s {sessions} GROUP BY 1"""
_MARKS = """
SELECT width_bucket(s.starts_at, %(begins)s::timestamptz[]), count(*), count(*) FILTER (WHERE a.mark = 'came'),
  count(*) FILTER (WHERE a.mark = 'apologised'),
  count(*) FILTER (WHERE a.disputed_at IS NOT NULL AND a.settled_at IS NULL),
  sum(s.minutes) FILTER (WHERE a.mark = 'came')
FROM learning_sessions_attendance a JOIN learning_sessions_session s ON s.id = a.session_id
WHERE a.organisation_id = %(here)s AND a.mark <> '' AND s.organisation_id = %(here)s AND s.cancelled_at IS NULL
  AND s.starts_at >= %(first)s AND s.starts_at < %(until)s {sessions} GROUP BY 1"""
_MOVES = """
SELECT width_bucket(s.starts_at, %(begins)s::timestamptz[]), count(*)
FROM learning_sessions_sessionmove v JOIN learning_sessions_session s ON s.id = v.session_id
WHERE v.organisation_id = %(here)s AND s.starts_at >= %(first)s AND s.starts_at < %(until)s {sessions}
  AND NOT EXISTS (SELECT 1 FROM learning_sessions_sessionmove o WHERE o.organisation_id = v.organisation_id
    AND o.session_id = v.session_id AND o.moved_at = v.moved_at AND o.id <> v.id) GROUP BY 1"""
_SEATS = """
SELECT t.n, count(DISTINCT m.person_id), count(*), count(*) FILTER (WHERE m.started_at >= t.since),
  count(*) FILTER (WHERE m.ended_at < t.until AND (l.closed_at IS NULL OR m.ended_at < l.closed_at))
FROM sets_setmembership m JOIN sets_learningset l ON l.id = m.learning_set_id
  JOIN unnest(%(sinces)s::timestamptz[], %(untils)s::timestamptz[]) WITH ORDINALITY t(since, until, n)
    ON m.started_at < t.until
    AND (m.ended_at IS NULL OR m.ended_at >= t.since) AND (l.closed_at IS NULL OR l.closed_at > t.since)
WHERE m.organisation_id = %(here)s AND m.role = 'member' AND (l.closed_at IS NULL OR m.started_at < l.closed_at) {seats} GROUP BY 1"""
_LEARNING = """
SELECT count(DISTINCT m.person_id) FROM sets_setmembership m JOIN sets_learningset l ON l.id = m.learning_set_id
WHERE m.organisation_id = %(here)s AND m.role = 'member' AND m.started_at IS NOT NULL AND m.ended_at IS NULL
  AND l.closed_at IS NULL {seats}"""
_STATES = f"""
SELECT {_STATE}, count(*), count(*) FILTER (WHERE n.at IS NULL)
FROM sets_learningset l LEFT JOIN (SELECT s.learning_set_id, min(s.starts_at) AS at FROM learning_sessions_session s
  WHERE s.organisation_id = %(here)s AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.ends_at > %(now)s
  GROUP BY 1) n ON n.learning_set_id = l.id
WHERE l.organisation_id = %(here)s {{sets}} GROUP BY 1"""
_LOOK = """
SELECT l.id, l.name, n.at, c.cancelled, m.members FROM sets_learningset l
  LEFT JOIN (SELECT s.learning_set_id, min(s.starts_at) AS at FROM learning_sessions_session s
    WHERE s.organisation_id = %(here)s AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.ends_at > %(now)s
    GROUP BY 1) n ON n.learning_set_id = l.id
  LEFT JOIN (SELECT s.learning_set_id, count(*) AS cancelled FROM learning_sessions_session s
    WHERE s.organisation_id = %(here)s AND s.starts_at >= %(since)s AND s.starts_at < %(until)s
      AND s.cancelled_at IS NOT NULL GROUP BY 1) c ON c.learning_set_id = l.id
  LEFT JOIN (SELECT m.learning_set_id, count(*) AS members FROM sets_setmembership m
    WHERE m.organisation_id = %(here)s AND m.role = 'member' AND m.started_at IS NOT NULL AND m.ended_at IS NULL
    GROUP BY 1) m ON m.learning_set_id = l.id
WHERE l.organisation_id = %(here)s AND l.running_at IS NOT NULL AND l.closing_at IS NULL AND l.closed_at IS NULL
  AND (n.at IS NULL OR c.cancelled >= 2 OR coalesce(m.members, 0) < l.minimum) {sets}
ORDER BY n.at IS NOT NULL, coalesce(c.cancelled, 0) < 2, l.name, l.id LIMIT 1"""
_PAGE = """
SELECT l.*, n.at, s.*, a.*, v.*, t.*, m.*
FROM (SELECT l.id, l.slug, l.minimum, l.running_at, l.closing_at, l.closed_at, l.name FROM sets_learningset l
  WHERE l.organisation_id = %(here)s {sets} ORDER BY l.closed_at DESC NULLS FIRST, l.name, l.id LIMIT 50) l
  LEFT JOIN LATERAL (SELECT min(s.starts_at) AS at FROM learning_sessions_session s WHERE s.organisation_id = %(here)s
    AND s.learning_set_id = l.id AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.ends_at > %(now)s) n ON true
  LEFT JOIN LATERAL (SELECT
      count(*) FILTER (WHERE s.held_at IS NOT NULL OR s.cancelled_at IS NOT NULL OR s.ends_at < %(now)s),
      count(s.held_at), count(s.cancelled_at)
    FROM learning_sessions_session s WHERE s.organisation_id = %(here)s AND s.learning_set_id = l.id
      AND s.starts_at >= %(since)s AND s.starts_at < %(until)s) s ON true
  LEFT JOIN LATERAL (SELECT count(*), count(*) FILTER (WHERE a.mark = 'came'),
      count(*) FILTER (WHERE a.mark = 'apologised'),
      count(*) FILTER (WHERE a.disputed_at IS NOT NULL AND a.settled_at IS NULL),
      sum(s.minutes) FILTER (WHERE a.mark = 'came')
    FROM learning_sessions_session s JOIN learning_sessions_attendance a ON a.organisation_id = %(here)s
      AND a.session_id = s.id AND a.mark <> ''
    WHERE s.organisation_id = %(here)s AND s.learning_set_id = l.id AND s.cancelled_at IS NULL
      AND s.starts_at >= %(since)s AND s.starts_at < %(until)s) a ON true
  LEFT JOIN LATERAL (SELECT count(*) FROM learning_sessions_session s
      JOIN learning_sessions_sessionmove v ON v.organisation_id = %(here)s AND v.session_id = s.id
    WHERE s.organisation_id = %(here)s AND s.learning_set_id = l.id AND s.starts_at >= %(since)s
      AND s.starts_at < %(until)s AND NOT EXISTS (SELECT 1 FROM learning_sessions_sessionmove o
        WHERE o.organisation_id = v.organisation_id AND o.session_id = v.session_id AND o.moved_at = v.moved_at
          AND o.id <> v.id)) v ON true
  LEFT JOIN LATERAL (SELECT count(DISTINCT m.person_id), count(*), count(*) FILTER (WHERE m.started_at >= %(since)s),
      count(*) FILTER (WHERE m.ended_at < %(until)s AND (l.closed_at IS NULL OR m.ended_at < l.closed_at))
    FROM sets_setmembership m WHERE m.organisation_id = %(here)s AND m.learning_set_id = l.id AND m.role = 'member'
      AND m.started_at < %(until)s AND (m.ended_at IS NULL OR m.ended_at >= %(since)s)
      AND (l.closed_at IS NULL OR l.closed_at > %(since)s)) t ON true
  LEFT JOIN LATERAL (SELECT count(*) FROM sets_setmembership m WHERE m.organisation_id = %(here)s
    AND m.learning_set_id = l.id AND m.role = 'member' AND m.started_at IS NOT NULL AND m.ended_at IS NULL) m ON true
ORDER BY l.closed_at DESC NULLS FIRST, l.name, l.id"""
_OVERVIEW = (_SESSIONS, _MARKS, _MOVES, _SEATS, _LEARNING, _STATES, _LOOK, _PAGE)

_SET = """
SELECT s.id, s.local_date, s.held_at, s.cancelled_at, count(a.id), count(a.id) FILTER (WHERE a.mark = 'came')
FROM learning_sessions_session s LEFT JOIN learning_sessions_attendance a ON a.organisation_id = %(here)s
  AND a.session_id = s.id AND a.mark <> '' AND s.cancelled_at IS NULL
WHERE s.organisation_id = %(here)s AND s.learning_set_id = %(set)s AND s.starts_at >= %(since)s
  AND s.starts_at < %(until)s GROUP BY s.id ORDER BY s.starts_at, s.id"""
_MARKS_OF = """
SELECT {named}, count(*), count(*) FILTER (WHERE a.mark = 'came'), count(*) FILTER (WHERE a.mark = 'apologised'),
  count(*) FILTER (WHERE a.disputed_at IS NOT NULL AND a.settled_at IS NULL),
  coalesce(sum(s.minutes) FILTER (WHERE a.mark = 'came'), 0)
FROM learning_sessions_attendance a
  JOIN learning_sessions_session s ON s.organisation_id = %(here)s AND s.id = a.session_id
  JOIN {of} ON n.organisation_id = %(here)s AND n.id = {by}
WHERE a.organisation_id = %(here)s AND {whose} AND a.mark <> '' AND s.cancelled_at IS NULL
  AND s.starts_at >= %(since)s AND s.starts_at < %(until)s GROUP BY n.id ORDER BY n.name, n.id"""
_PEOPLE_OF_SET = _MARKS_OF.format(
    named="n.id, n.name, n.roles",
    of="organisations_membership n",
    by="a.membership_id",
    whose="a.learning_set_id = %(set)s",
)
_SETS_OF_PERSON = _MARKS_OF.format(
    named="n.slug, n.name", of="sets_learningset n", by="a.learning_set_id", whose="a.person_id = %(person)s"
)

_ACTIONS = """
SELECT l.programme_id, count(DISTINCT a.person_id),
  count(*) FILTER (WHERE a.decided_at >= %(quarter)s AND a.decided_at < %(quarter_end)s),
  count(*) FILTER (WHERE e.ended), count(*) FILTER (WHERE e.ended AND a.let_go_at IS NOT NULL),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM coalesce(a.done_at, a.let_go_at) - a.decided_at))
    FILTER (WHERE e.ended)
FROM actions_action a JOIN sets_learningset l ON l.id = a.learning_set_id
  CROSS JOIN LATERAL (SELECT coalesce(a.done_at, a.let_go_at) >= %(quarter)s
    AND coalesce(a.done_at, a.let_go_at) < %(quarter_end)s AS ended) e
WHERE a.organisation_id = %(here)s
  AND (e.ended OR (a.decided_at >= %(quarter)s AND a.decided_at < %(quarter_end)s)) GROUP BY GROUPING SETS ((), (1))"""


def overview(cursor: Any, asked: Asked) -> Answers:
    return _answers(cursor, _OVERVIEW, asked, "")


def drilldown(cursor: Any, asked: Asked) -> Answers:
    """A programme with its sets, one set by session and by person, and one person by set."""
    one = (_SET, _PEOPLE_OF_SET, _SETS_OF_PERSON)
    return _answers(cursor, _OVERVIEW, asked, _OF_PROGRAMME) + _answers(cursor, one, asked, "")


def of_actions(cursor: Any, asked: Asked) -> Answers:
    """By programme and of all together, of however few."""
    return _answers(cursor, (_ACTIONS,), asked, "")


def _answers(cursor: Any, questions: tuple[str, ...], asked: Asked, only: str) -> Answers:
    where = {
        "sessions": only.format("s.learning_set_id"),
        "seats": only.format("m.learning_set_id"),
        "sets": only.format("l.id"),
    }
    answers = []
    for question in questions:
        cursor.execute(question.format(**where), asked)
        answers.append(cursor.fetchall())
    return answers
