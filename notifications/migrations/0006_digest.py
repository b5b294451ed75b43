"""A weekly mail takes notices along: what it says of each is noted before it goes out, and they are settled with it."""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, ShutDoor

NOBODY = "current_person() IS NULL AND current_organisation() IS NULL"

SETTLED_BEFORE = f"""
UPDATE notifications_notice
SET next_at = CASE WHEN outcome IN ('later', 'ambiguous') THEN next_look END,
    sent_at = CASE WHEN outcome = 'sent' THEN at END,
    ambiguous_at = CASE WHEN outcome = 'ambiguous' THEN coalesce(ambiguous_at, at) ELSE ambiguous_at END,
    failed_at = CASE WHEN outcome = 'failed' THEN at END,
    suppressed_at = CASE WHEN outcome = 'suppressed' THEN at END,
    sealed = CASE WHEN outcome IN ('later', 'ambiguous') AND next_look IS NOT NULL THEN sealed END,
    reason = why, about = spoke_of, attempts = tries, lease = NULL, leased_until = NULL, sending_at = NULL
WHERE id = notice AND lease = own_lease AND {NOBODY}
RETURNING true
"""

# What a mail spoke of that may have arrived stays, whatever its second copy meets.
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
)
SELECT true FROM settled
"""

# Before it goes out, so that a second copy says the same: nothing that came up meanwhile, which nobody might read.
NOTE_LINES = f"""
WITH digest AS (
  UPDATE notifications_notice
  SET about = ARRAY(SELECT 'notice:' || line.id FROM jsonb_to_recordset(lines) AS line(id bigint) ORDER BY line.id)
  WHERE id = notice AND lease = own_lease AND {NOBODY}
  RETURNING person_id, organisation_id
)
UPDATE notifications_notice AS noted SET told = line.told, path = line.path, about = line.about
FROM digest, jsonb_to_recordset(lines) AS line(id bigint, told text, path text, about text[])
WHERE noted.id = line.id AND noted.person_id = digest.person_id AND noted.organisation_id = digest.organisation_id
"""

# Not what is on its way already: its line is noted.
RELEASE = """
UPDATE notifications_notice SET next_at = at, digest_at = NULL
WHERE person_id = current_person() AND digest_at IS NOT NULL AND next_at IS NOT NULL AND told = ''
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0005_working_days")]
    operations: ClassVar = [
        ShutDoor(
            "settle_notice(notice bigint, own_lease uuid, outcome text, next_look timestamptz, why text,"
            " spoke_of text[], tries integer, at timestamptz)",
            returns="boolean",
            body=SETTLED_BEFORE,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "settle_notice(notice bigint, own_lease uuid, outcome text, next_look timestamptz, why text,"
            " spoke_of text[], tries integer, at timestamptz, says text, leads_to text, goes_along_at timestamptz,"
            " lines bigint[])",
            returns="boolean",
            body=SETTLE,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "note_lines(notice bigint, own_lease uuid, lines jsonb)",
            returns="void",
            body=NOTE_LINES,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "release_digest(at timestamptz)",
            returns="void",
            body=RELEASE,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
