"""A provider says after hours that a mail did not arrive; it is believed about a mail whose key it knows."""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door

NOTE_BOUNCE = """
UPDATE notifications_notice SET bounced_at = CASE WHEN came_back THEN at ELSE bounced_at END
WHERE id = notice AND key = own_key AND (bounced_at IS NULL OR NOT came_back)
  AND current_person() IS NULL AND current_organisation() IS NULL
RETURNING true
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0009_staff")]
    operations: ClassVar = [
        Door(
            "note_bounce(notice bigint, own_key uuid, at timestamptz, came_back boolean)",
            returns="boolean",
            body=NOTE_BOUNCE,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
