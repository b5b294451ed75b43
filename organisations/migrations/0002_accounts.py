"""Accounts are of no organisation, so inside one they are read at most, and changed by nobody but their person.

An address or a passkey put on somebody's account would be a way to become them, and so into their sets.
"""

from typing import ClassVar

from django.db import migrations

NOBODY = "current_person() IS NULL AND current_organisation() IS NULL"  # signing in, and /accounts/

OWN = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON {table} TO alsweb_app
  USING ((NOBODY) OR user_id = (SELECT current_person()));
CREATE POLICY mine ON {table} FOR SELECT TO alsweb_me USING (user_id = (SELECT current_person()));
"""

# The browser's session is read before a scope is entered and written after it is left.
BROWSERS = """
ALTER TABLE django_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE django_session FORCE ROW LEVEL SECURITY;
CREATE POLICY outside ON django_session TO alsweb_app USING (NOBODY);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("organisations", "0001_initial"),
        ("account", "__first__"),
        ("mfa", "__first__"),
        ("sessions", "0001_initial"),
    ]
    operations: ClassVar[list[migrations.RunSQL]] = [
        migrations.RunSQL(
            (OWN.format(table="account_emailaddress") + OWN.format(table="mfa_authenticator") + BROWSERS).replace(
                "NOBODY", NOBODY
            ),
            migrations.RunSQL.noop,
        ),
    ]
