"""Planners write for all organisations in one statement, and learn how many were new."""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door

PLAN = """
WITH written AS (
  INSERT INTO notifications_notice (kind, organisation_id, person_id, address, recipient, subject, occasion, acting_id,
    detail, key, due_at, next_at, attempts, reason, about)
  SELECT kind, organisation, person, '', 'person:' || person, subject, occasion, person,
    '{}', gen_random_uuid(), due_at, due_at, 0, '', '{}'
  FROM jsonb_to_recordset(found)
    AS due(kind text, organisation bigint, person bigint, subject text, occasion text, due_at timestamptz)
  WHERE current_person() IS NULL AND current_organisation() IS NULL ORDER BY kind, person, subject, occasion
  ON CONFLICT DO NOTHING RETURNING 1
)
SELECT count(*) FROM written
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0002_doors")]
    operations: ClassVar = [
        Door(
            "plan_notices(found jsonb)",
            returns="bigint",
            body=PLAN,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
