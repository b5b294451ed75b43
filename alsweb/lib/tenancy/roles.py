"""The database roles, one for each scope, so that a query meets one policy and its index."""

from enum import StrEnum

from django.db.backends.utils import CursorWrapper
from psycopg import sql


class Role(StrEnum):
    APP = "alsweb_app"
    """An organisation is entered."""
    ME = "alsweb_me"
    """Signed in, no organisation: read one's own rows over all organisations."""
    HOME = "alsweb_home"
    """HR of an external member's home organisation: read what the host shows."""
    DOOR = "alsweb_door"
    """Owns the SECURITY DEFINER functions; no login ever inherits it."""


SCOPED = (Role.APP, Role.ME, Role.HOME)

MAKE = "\n".join(
    f"""DO $$ BEGIN
  CREATE ROLE {role} NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;"""
    for role in Role
)


def make_roles(cursor: CursorWrapper) -> None:
    """Make the roles that are missing; harmless when repeated, also by two starts at once."""
    cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [list(Role)])
    if cursor.fetchone() != (len(Role),):
        cursor.execute(MAKE)


def grant_roles(cursor: CursorWrapper, login: str) -> None:
    """Let `login` take the scoped roles, and never the door's."""
    cursor.execute(
        "SELECT rolsuper, current_setting('server_version_num')::int FROM pg_roles WHERE rolname = %s",
        [login],
    )
    row = cursor.fetchone()
    if row is None or row[0]:
        return
    options = "WITH INHERIT FALSE, SET TRUE" if row[1] >= 160000 else ""
    for role in SCOPED:
        cursor.execute(
            sql.SQL("GRANT {} TO {} {}").format(sql.Identifier(role), sql.Identifier(login), sql.SQL(options))
        )
