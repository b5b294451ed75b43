from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class LibConfig(AppConfig):
    name = "alsweb.lib"
    label = "lib"

    def ready(self) -> None:
        from alsweb.lib.tenancy import login, open_tables

        # ASGI servers run no system checks, so each new connection is looked at instead.
        connection_created.connect(login.refuse_a_login_that_bypasses_the_wall)
        post_migrate.connect(open_tables.grant, sender=self)
