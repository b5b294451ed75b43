"""What a report can be narrowed down to, as the lists on the page offer it."""

from collections import defaultdict

from django.db import connection

from organisations.models import Organisation

_CHOICES = """
SELECT 'programme', slug::text, name::text FROM sets_programme WHERE organisation_id = %(here)s
UNION ALL SELECT DISTINCT 'purpose', purpose, purpose FROM sets_programme
  WHERE organisation_id = %(here)s AND purpose <> ''
UNION ALL SELECT 'set', slug, name FROM sets_learningset WHERE organisation_id = %(here)s
UNION ALL SELECT DISTINCT 'facilitator', m.id::text, m.name FROM sets_setmembership s
  JOIN organisations_membership m ON m.organisation_id = s.organisation_id AND m.id = s.membership_id
  WHERE s.organisation_id = %(here)s AND s.role = 'facilitator' AND s.started_at IS NOT NULL
UNION ALL SELECT DISTINCT 'department', department, department FROM organisations_position
  WHERE organisation_id = %(here)s AND department <> ''
UNION ALL SELECT DISTINCT 'site', site, site FROM organisations_position
  WHERE organisation_id = %(here)s AND site <> ''
ORDER BY 3
"""


def choices_of(organisation: Organisation) -> dict[str, list[tuple[str, str]]]:
    """For each way to narrow down, what stands in the address and what a reader sees; one statement."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, {"here": organisation.pk})
        for which, value, name in cursor.fetchall():
            found[which].append((value, name))
    return found
