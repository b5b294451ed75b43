from typing import Any

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from alsweb.lib.tenancy.roles import SCOPED, make_roles

SETTINGS = """
CREATE FUNCTION current_person() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('alsweb.person', true), '')::bigint $$;
CREATE FUNCTION current_organisation() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('alsweb.organisation', true), '')::bigint $$;
"""


def make(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    with schema_editor.connection.cursor() as cursor:
        make_roles(cursor)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {', '.join(SCOPED)}")
        cursor.execute(SETTINGS)
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
