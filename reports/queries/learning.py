"""The meetings that somebody came to, as they may take them along: dates, length and role."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from organisations.models import Membership

_MEETINGS = """
SELECT DISTINCT s.learning_set_id, x.starts_at, x.number, x.local_date, x.minutes, s.role,
  s.role = 'facilitator' OR a.mark = 'came' AS came
FROM sets_setmembership s
JOIN learning_sessions_session x ON x.organisation_id = %(here)s AND x.learning_set_id = s.learning_set_id
  AND x.held_at IS NOT NULL AND x.cancelled_at IS NULL
  AND s.started_at < least(x.held_at, x.ends_at) AND (s.ended_at IS NULL OR s.ended_at > x.starts_at)
LEFT JOIN learning_sessions_attendance a ON a.organisation_id = %(here)s AND a.session_id = x.id AND a.person_id = s.person_id
WHERE s.organisation_id = %(here)s AND s.person_id = %(person)s AND s.started_at IS NOT NULL
  AND (s.role = 'facilitator' OR a.mark <> '')
ORDER BY s.learning_set_id, x.starts_at, x.number
"""


@dataclass(frozen=True)
class Meeting:
    """One that was held while they were in the set; whoever facilitated is not marked, and counts as there."""

    learning_set: int
    number: int
    day: date
    minutes: int
    role: str
    came: bool


def own_meetings(membership: Membership) -> list[Meeting]:
    """Over all sets of this organisation that one was ever in, set by set as they were held."""
    with connection.cursor() as cursor:
        cursor.execute(_MEETINGS, {"here": membership.organisation_id, "person": membership.person_id})
        return [
            Meeting(learning_set, number, day, minutes, role, came)
            for learning_set, _starts, number, day, minutes, role, came in cursor.fetchall()
        ]
