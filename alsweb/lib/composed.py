"""Querysets that Django writes as SQL once for each process, and not once for each page.

    @composed
    def _dates_of(membership: Membership, now: datetime) -> QuerySet[Session]:
        return Session.objects.upcoming(now).filter(organisation=membership.organisation)

    dates = _dates_of(request.membership, at)  # a list

For a statement with ten counts and choices in it Django works longer than PostgreSQL. What is kept is the statement
alone: the function never sees what it is given, only stand-ins for it, so that nobody's number can be written into
what everybody shares. A stand-in has no value, so a condition on one is refused; what is given goes to PostgreSQL
each time, in the caller's own scope.

The same question of many people, each in their own scope, goes to PostgreSQL at once, which plans it once for all:

    for notice, found in zip(notices, _facts.in_each([(Scope(person=7, organisation=1), (12, 7)), …]), strict=True):
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import date, datetime
from functools import cached_property, update_wrapper
from inspect import signature
from itertools import count, islice
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, get_type_hints

from django.core.exceptions import FieldDoesNotExist
from django.db import connections, models, transaction
from django.db.models.expressions import Combinable
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler

from alsweb.lib.tenancy.scope import ENTER, Scope, current_scope, told_of

P = ParamSpec("P")
Row = TypeVar("Row")

_FIELDS: dict[type, type[models.Field[Any, Any]]] = {
    int: models.BigIntegerField,
    str: models.TextField,
    date: models.DateField,
    datetime: models.DateTimeField,
}


class _Slot(models.Value):
    """Where a statement takes what it is given at `path`."""

    def __init__(self, path: str, output_field: models.Field[Any, Any]) -> None:
        super().__init__(path, output_field=output_field)
        self.path = path

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        return "%s", [self]

    def filled(self, given: dict[str, Any], connection: Any) -> Any:
        name, *inner = self.path.split(".")
        value = given[name]
        for name in inner:
            value = getattr(value, name)
        if value is None:  # nothing is equal to NULL, where Django would have asked whether it is NULL
            raise ValueError(f"A composed statement is given None as {self.path}.")
        return self.output_field.get_db_prep_value(value, connection)


class _StandIn:
    """Can be a parameter of the statement, and nothing else."""

    def __init__(self, path: str, output_field: models.Field[Any, Any]) -> None:
        self._slot = _Slot(path, output_field)

    def resolve_expression(self, *_: Any, **__: Any) -> _Slot:
        return self._slot

    def __bool__(self) -> bool:
        raise TypeError(f"A composed queryset is the same for every {self._slot.path}, and cannot depend on it.")

    def __eq__(self, other: object) -> bool:
        return bool(self)

    __hash__ = object.__hash__


class Given(_StandIn, Combinable):
    """Stands for a value; a span of time can be added and taken away."""


class GivenRow(_StandIn):
    """Stands for a row: its fields are given with it, and in a condition it is its key."""

    def __init__(self, path: str, model: type[models.Model], *, key: str) -> None:
        super().__init__(key, model._meta.pk)
        self._path, self._model = path, model

    def __getattr__(self, name: str) -> "Given | GivenRow":
        if name == "pk":
            return Given(self._slot.path, self._model._meta.pk)
        try:
            field: Any = self._model._meta.get_field(name)
        except FieldDoesNotExist as unknown:
            raise AttributeError(f"A composed queryset cannot ask {self._path} for “{name}”.") from unknown
        path = f"{self._path}.{name}"
        if not isinstance(field, models.ForeignKey):
            return Given(path, field)
        if name == field.attname:
            return Given(path, field.target_field)
        return GivenRow(path, field.related_model, key=f"{self._path}.{field.attname}")


class _Written(NamedTuple):
    queryset: Any
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]


class _WrittenQuery:
    """The query of a queryset that is written already, with what it is given this time or with what was found."""

    def __init__(self, written: _Written, **instead: Callable[..., Any]) -> None:
        self._written, self._instead = written, instead

    def get_compiler(self, using: str, *_: Any, **__: Any) -> SQLCompiler:
        compiler = copy(self._written.compiler)
        compiler.connection = connections[using]
        for name, answer in self._instead.items():
            setattr(compiler, name, answer)
        return compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._written.compiler.query, name)


_numbers = count(1)


class Composed(Generic[P, Row]):
    """A queryset whose statement is written when it is first asked; each call asks it."""

    def __init__(self, compose: Callable[P, models.QuerySet[Any, Row]]) -> None:
        self._compose, self._signature = compose, signature(compose)
        update_wrapper(self, compose)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        written = self._written
        given, connection = self._signature.bind(*args, **kwargs).arguments, self._connection
        filled = [each.filled(given, connection) if isinstance(each, _Slot) else each for each in written.params]
        statement = written.sql, tuple(filled)
        return self._rows(as_sql=lambda *_, **__: statement)

    def in_each(self, asked: Sequence[tuple[Scope, tuple[Any, ...]]]) -> list[list[Row]]:
        """What each scope is answered, in one transaction and one going to and fro; the policies meet each alone.

        The statement is prepared once for all, because planning it costs ten times as much as answering it. Its name is
        no other's and is given up at the end: a pool may hand the connection to somebody else.
        """
        if not asked:
            return []
        name, connection = f"composed_{next(_numbers)}", self._connection
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            prepared, slots = self._prepared(name, cursor)
            execute = f"{ENTER}; EXECUTE {name}({', '.join(['%s'] * len(slots))})"
            statements = ["SELECT set_config('plan_cache_mode', 'force_generic_plan', true)", prepared]
            for scope, values in asked:
                given = self._signature.bind(*values).arguments
                filled = [each.filled(given, connection) for each in slots]
                statements.append(cursor.mogrify(execute, [*told_of(scope), *filled]))
            statements.append(cursor.mogrify(ENTER, told_of(current_scope())))
            statements += ["SELECT set_config('plan_cache_mode', 'auto', true)", f"DEALLOCATE {name}"]
            cursor.execute("; ".join(statements))
            answers = islice(cursor.results(), 3, 3 + 2 * len(asked), 2)
            found = [each.fetchall() for each in answers]
        rows = iter(self._rows(execute_sql=lambda *_, **__: found))
        return [list(islice(rows, len(each))) for each in found]

    def _prepared(self, name: str, cursor: Any) -> tuple[str, list[_Slot]]:
        """The statement with a number for each thing given, and what stands in it for everybody; and what is given."""
        pieces, params = self._written.sql.split("%s"), self._written.params
        numbers: dict[tuple[str, str], tuple[int, _Slot]] = {}
        text, constants = pieces[0], []
        for each, piece in zip(params, pieces[1:], strict=True):
            if isinstance(each, _Slot):
                number, _ = numbers.setdefault((each.path, self._type_of(each)), (len(numbers) + 1, each))
                text += f"${number}{piece}"
            else:
                constants.append(each)
                text += f"%s{piece}"
        types = ", ".join(db_type for _path, db_type in numbers)
        prepared = cursor.mogrify(f"PREPARE {name} ({types}) AS {text}", constants)
        return prepared, [slot for _number, slot in numbers.values()]

    def _type_of(self, slot: _Slot) -> str:
        return str(slot.output_field.cast_db_type(self._connection))

    @property
    def _connection(self) -> Any:
        return connections[self._written.queryset.db]

    def _rows(self, **instead: Callable[..., Any]) -> list[Row]:
        queryset: Any = self._written.queryset
        query: Any = _WrittenQuery(self._written, **instead)
        rows: Any = type(queryset)(model=queryset.model, query=query, using=queryset.db)
        rows._iterable_class, rows._fields = queryset._iterable_class, queryset._fields
        return list(rows)

    @cached_property
    def _written(self) -> _Written:
        """Two threads that come at once write it twice, and alike."""
        queryset: Any = self._compose(**dict(self._stand_ins()))  # type: ignore[call-arg]
        if queryset._prefetch_related_lookups:
            raise TypeError("A composed queryset is one statement; what it prefetches would be others.")
        query: Query = queryset.query
        compiler = query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        return _Written(queryset, compiler, sql, tuple(params))

    def _stand_ins(self) -> Iterator[tuple[str, Any]]:
        kinds = get_type_hints(self._compose)
        for name in self._signature.parameters:
            kind = kinds[name]
            is_row = issubclass(kind, models.Model)
            yield name, GivenRow(name, kind, key=f"{name}.pk") if is_row else Given(name, _FIELDS[kind]())


def composed(compose: Callable[P, models.QuerySet[Any, Row]]) -> Composed[P, Row]:
    """`compose`, written as SQL when it is first called; its parameters say what they are by their annotations."""
    return Composed(compose)
