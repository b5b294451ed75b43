"""What a connection must not be: somebody whom PostgreSQL lets past the policies."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

_ASK = """SELECT r.rolsuper OR r.rolbypassrls, pg_catalog.pg_get_userbyid(d.datdba) = current_user, current_user
FROM pg_roles r, pg_database d WHERE r.rolname = current_user AND d.datname = current_database()"""

# All connections of a process log in alike, and with a pool this signal comes with each request.
_seen: list[str] = []


def refuse_a_login_that_bypasses_the_wall(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Raise ImproperlyConfigured when this connection would act past row-level security."""
    if connection.alias != "default" or _seen:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        past_policies, is_owner, login = cursor.fetchone()
    if past_policies or is_owner:
        connection.close()
        raise ImproperlyConfigured(
            f"The web and worker would act as “{login}”, whom PostgreSQL lets past the wall; "
            "run “manage.py wall” and let DATABASE_RUNTIME_URL name a weaker login."
        )
    _seen.append(login)
