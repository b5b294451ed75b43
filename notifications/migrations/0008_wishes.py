"""The sender asks for a whole batch at once what its readers wish; nobody in a scope is told."""

from typing import ClassVar

from django.db import migrations

import alsweb.lib.tenancy.rows
from alsweb.lib.tenancy.doors import Door

NOBODY = "current_person() IS NULL AND current_organisation() IS NULL"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0007_tidy")]
    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="preference", name="preference_rows"),
        migrations.AddConstraint(
            model_name="preference",
            constraint=alsweb.lib.tenancy.rows.PersonRow(doors=("true",), name="preference_rows"),
        ),
        migrations.RemoveConstraint(model_name="stoppedkind", name="stopped_kind_rows"),
        migrations.AddConstraint(
            model_name="stoppedkind",
            constraint=alsweb.lib.tenancy.rows.PersonRow(doors=("true",), name="stopped_kind_rows", update=()),
        ),
        Door(
            "preferences_of(people bigint[])",
            returns="SETOF notifications_preference",
            body=f"SELECT * FROM notifications_preference WHERE person_id = ANY (people) AND {NOBODY}",
            callers=("alsweb_app",),
        ),
        Door(
            "stopped_by(people bigint[])",
            returns="SETOF notifications_stoppedkind",
            body=f"SELECT * FROM notifications_stoppedkind WHERE person_id = ANY (people) AND {NOBODY}",
            callers=("alsweb_app",),
        ),
    ]
