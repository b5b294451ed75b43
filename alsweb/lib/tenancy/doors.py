"""Doors: the few functions that reach past the caller's own rows, each for one question.

They belong to `alsweb_door`, never to the tables' owner: under FORCE the owner reads nothing, and
without FORCE it would read everything.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from alsweb.lib.tenancy.roles import Role


class Door(Operation):
    """Write `body` as function `signature`, owned by the door role, callable by `callers` only.

    Repeating it with another body replaces the function.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(
        self,
        signature: str,
        *,
        returns: str,
        body: str,
        language: str = "sql",
        volatility: str = "STABLE",
        callers: Sequence[str] = (Role.APP, Role.ME),
    ) -> None:
        self.signature, self.returns, self.body = signature, returns, body
        self.language, self.volatility, self.callers = (
            language,
            volatility,
            tuple(str(caller) for caller in callers),
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            self.__class__.__qualname__,
            [self.signature],
            {
                "returns": self.returns,
                "body": self.body,
                "language": self.language,
                "volatility": self.volatility,
                "callers": self.callers,
            },
        )

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's models know of."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        # pg_temp last: left out it is searched first, and a caller's temporary table would stand in for the gate
        safe = "PARALLEL SAFE" if self.volatility != "VOLATILE" else ""
        _as_door(
            schema_editor,
            f"CREATE OR REPLACE FUNCTION {self.signature} RETURNS {self.returns} LANGUAGE {self.language} "
            f"{self.volatility} {safe} SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp "
            f"AS $door$ {self.body} $door$;"
            f"REVOKE ALL ON FUNCTION {self._name()} FROM PUBLIC;"
            f"GRANT EXECUTE ON FUNCTION {self._name()} TO {', '.join(self.callers)};",
        )

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: Any,
        to_state: Any,
    ) -> None:
        _as_door(schema_editor, f"DROP FUNCTION {self._name()};")

    def describe(self) -> str:
        return f"Door {self.signature}"

    def _name(self) -> str:
        return self.signature.split("(")[0]


class ShutDoor(Door):
    """Take away the door that this describes; backwards it is there again."""

    database_forwards = Door.database_backwards
    database_backwards = Door.database_forwards

    def describe(self) -> str:
        return f"Shut door {self.signature}"


class _Planned(Operation):
    """Tell PostgreSQL how to plan a door. `setting` and `value` say it."""

    reversible = True
    reduces_to_sql = True
    setting: str
    value: str

    def __init__(self, signature: str) -> None:
        self.signature = signature

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__qualname__, [self.signature], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that Django's models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        _as_door(schema_editor, f"ALTER FUNCTION {self.signature} SET {self.setting} = {self.value};")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        _as_door(schema_editor, f"ALTER FUNCTION {self.signature} RESET {self.setting};")

    def describe(self) -> str:
        return f"Plan door {self.signature} with {self.setting} {self.value}"


class PlannedOnce(_Planned):
    """Have PostgreSQL plan a door for any arguments, once a connection.

    For doors that are asked each minute and fence what they look up: planning costs more than looking, and a plan for
    today's numbers may turn into a look through a whole table when there are many. Older servers than 18 do so anyway.
    """

    setting, value = "plan_cache_mode", "force_generic_plan"


class JoinedAtOnce(_Planned):
    """Have PostgreSQL join what a door is given with what it reads at once, not line by line.

    For doors that read thousands of rows behind policies, of which PostgreSQL expects one: it would go through all that
    it was given for each of them.
    """

    setting, value = "enable_nestloop", "off"


def _as_door(schema_editor: BaseDatabaseSchemaEditor, sql: str) -> None:
    # A login that inherited the door would read through it, so the grant ends with the work. The
    # body may name tables that come later in the same migration, hence the unchecked bodies.
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        options = "WITH INHERIT FALSE, SET TRUE" if cursor.fetchone()[0] >= 160000 else ""
    schema_editor.execute(
        "SET LOCAL check_function_bodies = off;"
        f"GRANT {Role.DOOR} TO CURRENT_USER {options};"
        f"GRANT USAGE, CREATE ON SCHEMA public TO {Role.DOOR};"
        f"SET LOCAL ROLE {Role.DOOR};"
        f"{sql}"
        "SET LOCAL ROLE NONE;"
        f"REVOKE CREATE ON SCHEMA public FROM {Role.DOOR};"
        f"REVOKE {Role.DOOR} FROM CURRENT_USER;",
        params=None,
    )
