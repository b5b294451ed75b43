"""Who of a set meets with another one then: yes or no, and never which."""

from collections.abc import Sequence

from django.db import connection

from sessions.cadence import Span
from sets.models import LearningSet


def clashes(learning_set: LearningSet, spans: Sequence[Span]) -> dict[Span, set[int]]:
    """People of the circle by the dates on which they meet elsewhere, in whichever organisation.

    The door answers whoever runs the set, and a member about themselves; others get nothing.
    """
    if not spans:
        return {}
    found: dict[Span, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT which, person_id FROM clashes(%s, %s::timestamptz[], %s::timestamptz[])",
            [learning_set.pk, [each.starts_at for each in spans], [each.ends_at for each in spans]],
        )
        for which, person in cursor.fetchall():
            found.setdefault(spans[which - 1], set()).add(person)
    return found
