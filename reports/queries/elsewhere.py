from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from organisations.models import Organisation


@dataclass(frozen=True)
class Elsewhere:
    """One of our people as a guest of another organisation: whether they came, and nothing else."""

    membership: int
    name: str
    host: str
    sessions: int
    came: int
    apologised: int
    minutes: int

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


def own_people_elsewhere(organisation: Organisation, *, since: datetime, until: datetime) -> list[Elsewhere]:
    """Sessions elsewhere that began in [since, until), for each of our people by the name that they have here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT here.id, here.name, e.host, e.sessions, e.came, e.apologised, e.minutes"
            " FROM own_people_elsewhere(%(since)s, %(until)s) e CROSS JOIN LATERAL (SELECT m.id, m.name"
            " FROM organisations_membership m WHERE m.organisation_id = %(here)s AND m.person_id = e.person_id"
            " ORDER BY m.ended_at IS NOT NULL, m.started_at DESC LIMIT 1) here ORDER BY here.name, e.host",
            {"since": since, "until": until, "here": organisation.pk},
        )
        return [Elsewhere(*row) for row in cursor.fetchall()]
