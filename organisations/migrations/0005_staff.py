"""Whoever looks after the site is known by their account, outside of all organisations."""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, ShutDoor

ACCOUNT_OF = "SELECT id FROM organisations_user WHERE email = lower(address)"

AM_STAFF = """
SELECT EXISTS (
  SELECT FROM organisations_user
  WHERE id = current_person() AND is_staff AND is_active AND current_organisation() IS NULL
)
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("organisations", "0004_country")]
    operations: ClassVar = [
        # Until now the policy alone kept it to owner and HR, who are such in an organisation only.
        ShutDoor("account_of(address text)", returns="bigint", body=ACCOUNT_OF, callers=("alsweb_app",)),
        Door(
            "account_of(address text)",
            returns="bigint",
            body=f"{ACCOUNT_OF} AND current_organisation() IS NOT NULL",
            callers=("alsweb_app",),
        ),
        migrations.RunSQL(
            """
            GRANT SELECT (is_staff, is_active) ON organisations_user TO alsweb_door;
            -- a policy that asked whether somebody is staff would ask itself; the doors' bodies do. One policy for both,
            -- since several are joined by OR on every query
            ALTER POLICY door ON organisations_user
              USING ((SELECT my_roles()) && '{owner,hr}'::text[] OR (SELECT current_organisation()) IS NULL);
            """,
            """
            ALTER POLICY door ON organisations_user USING ((SELECT my_roles()) && '{owner,hr}'::text[]);
            REVOKE SELECT (is_staff, is_active) ON organisations_user FROM alsweb_door;
            """,
        ),
        Door("am_staff()", returns="boolean", body=AM_STAFF, callers=("alsweb_app",)),
    ]
