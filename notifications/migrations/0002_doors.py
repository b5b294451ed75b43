"""What the sender may do to notices that are not its own, one function for each question.

None of them answers inside somebody's scope: a page cannot reach another person's notices by them.
"""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door

NOBODY = "current_person() IS NULL AND current_organisation() IS NULL"

# Whoever held it before and left it begun may have sent it: it is ambiguous from then on, and the second
# time there is nothing left to do.
CLAIM = f"""
UPDATE notifications_notice AS notice
SET lease = new_lease, leased_until = lease_ends, claimed_at = due, sending_at = NULL,
    ambiguous_at = CASE WHEN sending_at IS NULL THEN ambiguous_at ELSE coalesce(ambiguous_at, due) END,
    next_at = CASE WHEN sending_at IS NULL OR ambiguous_at IS NULL THEN next_at END,
    sealed = CASE WHEN sending_at IS NULL OR ambiguous_at IS NULL THEN sealed END
FROM (
  SELECT id FROM notifications_notice
  WHERE next_at <= due AND (leased_until IS NULL OR leased_until <= clock) AND {NOBODY}
  ORDER BY next_at, id LIMIT how_many FOR UPDATE SKIP LOCKED
) AS mine
WHERE notice.id = mine.id
RETURNING notice.*
"""

BEGIN = f"""
UPDATE notifications_notice SET sending_at = at, leased_until = lease_ends
WHERE id = notice AND lease = own_lease AND next_at IS NOT NULL AND {NOBODY}
RETURNING true
"""

SETTLE = f"""
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

# DO NOTHING waits for the other side's transaction, so two senders at once cannot both take it.
TAKE_NUDGE = """
BEGIN
  INSERT INTO notifications_nudgedweek (person_id, notice_id, week)
  VALUES (person, notice, tstzrange(at, at + interval '168 hours')) ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT FROM notifications_nudgedweek WHERE notice_id = notice) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT max(upper(week)) FROM notifications_nudgedweek
          WHERE person_id = person AND week && tstzrange(at, at + interval '168 hours'));
END
"""

COUNTS = """
SELECT (SELECT count(*) FROM notifications_notice WHERE next_at <= at),
       (SELECT min(next_at) FROM notifications_notice WHERE next_at <= at),
       (SELECT count(*) FROM notifications_notice WHERE failed_at > at - interval '168 hours'),
       (SELECT count(*) FROM notifications_notice WHERE ambiguous_at > at - interval '168 hours')
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0001_initial")]
    operations: ClassVar = [
        Door(
            "claim_notices(how_many integer, new_lease uuid, lease_ends timestamptz, due timestamptz, clock timestamptz)",
            returns="SETOF notifications_notice",
            body=CLAIM,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "begin_notice(notice bigint, own_lease uuid, lease_ends timestamptz, at timestamptz)",
            returns="boolean",
            body=BEGIN,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "settle_notice(notice bigint, own_lease uuid, outcome text, next_look timestamptz, why text,"
            " spoke_of text[], tries integer, at timestamptz)",
            returns="boolean",
            body=SETTLE,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "take_nudge(person bigint, notice bigint, at timestamptz)",
            returns="timestamptz",
            body=TAKE_NUDGE,
            language="plpgsql",
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "release_nudge(notice bigint)",
            returns="void",
            body="DELETE FROM notifications_nudgedweek WHERE notice_id = notice",
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "notice_counts(at timestamptz, OUT waiting bigint, OUT oldest timestamptz, OUT failed bigint, OUT ambiguous bigint)",
            returns="record",
            body=COUNTS,
            callers=("alsweb_app",),
        ),
    ]
