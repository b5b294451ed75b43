"""The tenant tables, found by walking the models, and what can be asked of all of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from psycopg import sql

from alsweb.lib.tenancy.rows import OwnFact, Rows, SetFact, SharedWords, Words
from organisations.models import Organisation
from sets.models.words import WordsForOneself


def kinds_of(model: type[models.Model]) -> list[Rows]:
    return [each for each in model._meta.constraints if isinstance(each, Rows)]


def _with_automatic() -> list[type[models.Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]


EVERY = sorted(_with_automatic(), key=lambda model: model._meta.db_table)
TENANT = [model for model in EVERY if kinds_of(model)]
IN_ORGANISATION = [model for model in TENANT if any(field.name == "organisation" for field in model._meta.fields)]
WORDS = [model for model in TENANT if isinstance(kinds_of(model)[0], Words)]
SET_FACTS = [model for model in TENANT if isinstance(kinds_of(model)[0], SetFact)]
TO_WHOEVER_ANSWERS = [apps.get_model("sets", "HopeWords")]
"""Words to a set from outside it: for their author and whoever answers, not for the rest of the circle."""
FOR_ONESELF = [model for model in WORDS if isinstance(kinds_of(model)[0], WordsForOneself)]
OF_THE_CIRCLE = [model for model in WORDS if model not in (*TO_WHOEVER_ANSWERS, *FOR_ONESELF)]
SHARED_WORDS = [model for model in WORDS if isinstance(kinds_of(model)[0], SharedWords)]
"""Those that the circle writes together."""
INNER = [*OF_THE_CIRCLE, *SET_FACTS, apps.get_model("sets", "SetKey")]
"""What only the circle may read."""
OWN = [*(model for model in TENANT if isinstance(kinds_of(model)[0], OwnFact)), *FOR_ONESELF]
"""What its person alone may read, and nobody else in the circle or out of it."""


def person_column(model: type[models.Model]) -> str:
    return "author_id" if model in WORDS else "person_id"


def organisation_column(model: type[models.Model]) -> str:
    return "id" if model is Organisation else "organisation_id"


def fetch(query: str | sql.Composed, values: Any = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.fetchall()


def change(query: str | sql.Composed, values: Any = ()) -> int:
    """How many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return cursor.rowcount


def count(model: type[models.Model], where: str = "true", values: Any = ()) -> int:
    (rows,) = (fetch(f'SELECT count(*) FROM "{model._meta.db_table}" WHERE {where}', values)[0],)
    return int(rows[0])


def row_as_json(model: type[models.Model], where: str, values: Any = ()) -> str:
    """One row as PostgreSQL's own JSON, so that it can be put back unchanged."""
    table = model._meta.db_table
    return str(fetch(f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE {where} ORDER BY 1 LIMIT 1', values)[0][0])


def put(model: type[models.Model], row: str, **changed: Any) -> int:
    """Insert a row that was read as JSON, with some columns changed."""
    table = model._meta.db_table
    columns = ", ".join(f'"{field.column}"' for field in model._meta.fields)
    row_expression = "%s::jsonb" + "".join(f" || jsonb_build_object('{name}', %s::bigint)" for name in changed)
    return change(
        f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM jsonb_populate_record(null::"{table}", {row_expression})',
        [row, *changed.values()],
    )


def new_key(model: type[models.Model]) -> dict[str, int]:
    """A primary key that is free, where the table hands out its own."""
    return (
        {}
        if model._meta.pk.is_relation or model._meta.pk.get_internal_type() != "BigAutoField"
        else {"id": 900_000_001}
    )


def updatable(model: type[models.Model], role: str = "alsweb_app") -> list[str]:
    """The columns that this role may change."""
    found = fetch(
        "SELECT a.attname FROM pg_attribute a WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped"
        " AND has_column_privilege(%s, a.attrelid, a.attnum, 'UPDATE') ORDER BY a.attnum",
        [f'"{model._meta.db_table}"', role],
    )
    return [column for (column,) in found]


class Undone(Exception):
    """Ends an attempt, whatever came of it."""


@contextmanager
def attempt() -> Iterator[list[DatabaseError]]:
    """Try something and take it back; the list holds PostgreSQL's refusal, if it refused."""
    refused: list[DatabaseError] = []
    try:
        with transaction.atomic():
            yield refused
            raise Undone
    except Undone:
        pass
    except DatabaseError as error:
        refused.append(error)


def refused(action: Callable[[], object], *, in_words: str = "") -> None:
    """PostgreSQL says no."""
    with attempt() as errors:
        action()
    assert errors, "PostgreSQL let it happen"
    said = str(errors[0])
    assert "row-level security" in said or "permission denied" in said or (in_words and in_words in said)


def nothing_to(action: Callable[[], int]) -> None:
    """PostgreSQL finds no row that this may be done to, or says no."""
    with attempt():
        assert action() == 0


@contextmanager
def acting(*, person: int | str = "", organisation: int | str = "", role: str = "alsweb_app") -> Iterator[None]:
    """Be what PostgreSQL is told, past our own `scope`; taken back at the end."""
    try:
        with transaction.atomic():
            fetch(
                "SELECT set_config('role', %s, true), set_config('alsweb.person', %s, true),"
                " set_config('alsweb.organisation', %s, true)",
                [role, str(person), str(organisation)],
            )
            yield
            raise Undone
    except Undone:
        pass


def name(model: type[models.Model]) -> str:
    return model._meta.db_table
