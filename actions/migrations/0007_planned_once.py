from django.db import migrations

from alsweb.lib.tenancy.doors import PlannedOnce


class Migration(migrations.Migration):
    dependencies = [("actions", "0006_what_is_near")]

    operations = [PlannedOnce("nudges_due(timestamptz, date, jsonb)")]
