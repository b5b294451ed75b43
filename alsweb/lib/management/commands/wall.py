from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.db.utils import ProgrammingError

from alsweb.lib.tenancy import roles


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Make the database roles of the wall and let the web's and worker's login take them."

    def handle(self, *args: Any, **options: Any) -> None:
        owner = connections["owner"]
        logins = {str(settings.DATABASES[alias]["USER"]) for alias in ("owner", "default")}
        try:
            with owner.cursor() as cursor:
                roles.make_roles(cursor)
                for login in sorted(logins):
                    roles.grant_roles(cursor, login)
        except ProgrammingError as refused:
            grants = "\n".join(f'GRANT {role} TO "{login}";' for login in sorted(logins) for role in roles.SCOPED)
            raise CommandError(
                f"The login in DATABASE_URL may not make roles ({refused}). "
                f"Let an administrator run this once:\n{roles.MAKE}\n{grants}"
            ) from refused
        self.stdout.write("The wall's roles are there.")
