"""What was told long ago is forgotten. Its unique key goes with it, so nothing goes whose occasion could come up again."""

from typing import ClassVar

from django.db import migrations, models

import alsweb.lib.tenancy.rows
from alsweb.lib.tenancy.doors import Door

# Nothing that waits goes, nor anything that came up or was settled since: planners look back some days, never a year.
TIDY = """
WITH gone AS (
  DELETE FROM notifications_notice
  WHERE id IN (
    SELECT id FROM notifications_notice
    WHERE due_at < before AND next_at IS NULL
      AND greatest(sent_at, ambiguous_at, failed_at, suppressed_at, claimed_at) < before
      AND current_person() IS NULL AND current_organisation() IS NULL
    ORDER BY due_at LIMIT at_most
  )
  RETURNING id
), weeks AS (
  DELETE FROM notifications_nudgedweek
  WHERE (upper(week) < before OR notice_id IN (SELECT id FROM gone)) AND current_person() IS NULL AND current_organisation() IS NULL
), looks AS (
  DELETE FROM notifications_inboxseen
  WHERE seen_at < before AND current_person() IS NULL AND current_organisation() IS NULL
)
SELECT count(*) FROM gone
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0006_digest")]
    operations: ClassVar = [
        migrations.AddField(model_name="sweep", name="forgotten_before", field=models.DateTimeField(null=True)),
        migrations.RemoveConstraint(model_name="inboxseen", name="inbox_seen_rows"),
        migrations.AddConstraint(
            model_name="inboxseen",
            constraint=alsweb.lib.tenancy.rows.PersonRow(name="inbox_seen_rows", doors=("true",), door_writes=True),
        ),
        Door(
            "tidy_notices(before timestamptz, at_most integer)",
            returns="bigint",
            body=TIDY,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
