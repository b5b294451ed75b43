"""Settling a notice that does not go out gives its person's nudge back in the same statement, for each mail has one."""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, PlannedOnce, ShutDoor

NOBODY = "current_person() IS NULL AND current_organisation() IS NULL"

ARGUMENTS = (
    "notice bigint, own_lease uuid, outcome text, next_look timestamptz, why text, spoke_of text[], tries integer,"
    " at timestamptz, says text, leads_to text, goes_along_at timestamptz, lines bigint[]"
)

# What a mail spoke of that may have arrived stays, whatever its second copy meets. The week of a nudge that nobody gets
# is free again, of those that it took along too: the foreign key has it be one of a notice.
SETTLE = f"""
WITH settled AS (
  UPDATE notifications_notice
  SET next_at = CASE WHEN outcome IN ('later', 'ambiguous') THEN next_look END,
      sent_at = CASE WHEN outcome = 'sent' THEN at END,
      ambiguous_at = CASE WHEN outcome = 'ambiguous' THEN coalesce(ambiguous_at, at) ELSE ambiguous_at END,
      failed_at = CASE WHEN outcome = 'failed' THEN at END,
      suppressed_at = CASE WHEN outcome = 'suppressed' THEN at END,
      sealed = CASE WHEN outcome IN ('later', 'ambiguous') AND next_look IS NOT NULL THEN sealed END,
      about = CASE WHEN ambiguous_at IS NOT NULL AND spoke_of = '{{}}' THEN about ELSE spoke_of END,
      told = says, path = leads_to, digest_at = goes_along_at,
      reason = why, attempts = tries, lease = NULL, leased_until = NULL, sending_at = NULL
  WHERE id = notice AND lease = own_lease AND {NOBODY}
  RETURNING person_id, organisation_id
), taken_along AS (
  UPDATE notifications_notice AS line
  SET next_at = NULL, lease = NULL, leased_until = NULL, sending_at = NULL, reason = why,
      sent_at = CASE WHEN outcome = 'sent' THEN at END,
      ambiguous_at = CASE WHEN outcome = 'ambiguous' THEN coalesce(ambiguous_at, at) ELSE ambiguous_at END,
      suppressed_at = CASE WHEN outcome = 'suppressed' THEN at END
  FROM settled
  WHERE outcome IN ('sent', 'ambiguous', 'suppressed') AND line.id = ANY (lines)
    AND line.person_id = settled.person_id AND line.organisation_id = settled.organisation_id
    AND line.sent_at IS NULL AND (line.next_at IS NOT NULL OR line.ambiguous_at IS NOT NULL)
), given_back AS (
  DELETE FROM notifications_nudgedweek USING settled
  WHERE outcome IN ('failed', 'suppressed') AND notice_id = ANY (notice || lines)
)
SELECT true FROM settled
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0010_bounces")]
    operations: ClassVar = [
        Door(
            f"settle_notice({ARGUMENTS})",
            returns="boolean",
            body=SETTLE,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        PlannedOnce(f"settle_notice({ARGUMENTS})"),
        PlannedOnce("begin_notice(bigint, uuid, timestamptz, timestamptz)"),
        ShutDoor(
            "release_nudge(notice bigint)",
            returns="void",
            body="DELETE FROM notifications_nudgedweek WHERE notice_id = notice",
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
