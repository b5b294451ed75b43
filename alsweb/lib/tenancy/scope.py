"""Entering a scope: on whose behalf, and in which organisation, the database is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from django.db import connection, transaction

from alsweb.lib.tenancy.roles import Role


@dataclass(frozen=True)
class Scope:
    """Role, person and organisation as PostgreSQL's policies see them; None is nobody."""

    role: Role = Role.APP
    person: int | None = None
    organisation: int | None = None
    keys: dict[int, bytes] = field(default_factory=dict, repr=False, compare=False)
    """Data keys opened so far, by set; they live as long as the scope."""


_NOBODY = Scope()
_current: ContextVar[Scope] = ContextVar("scope", default=_NOBODY)


def current_scope() -> Scope:
    return _current.get()


@contextmanager
def scope(*, person: int | None = None, organisation: int | None = None, role: Role = Role.APP) -> Iterator[Scope]:
    """Act for `person` in `organisation` until the block ends; one transaction, or a savepoint in one.

    All three values are set together, and set back at the end: a setting made inside a savepoint
    outlives its release.
    """
    entered, outer = Scope(role, person, organisation), _current.get()
    with transaction.atomic():
        _tell_postgresql(entered)
        token = _current.set(entered)
        try:
            yield entered
        finally:
            _current.reset(token)
    if connection.in_atomic_block:
        _tell_postgresql(outer)


def step_inside(organisation: int) -> None:
    """For the rest of the scope that is open, act inside an organisation; its end sets back both at once."""
    inside = replace(_current.get(), role=Role.APP, organisation=organisation, keys={})
    _tell_postgresql(inside)
    _current.set(inside)


ENTER = (
    "SELECT set_config('role', %s, true), set_config('alsweb.person', %s, true),"
    " set_config('alsweb.organisation', %s, true)"
)
"""The statement by which a scope is told to PostgreSQL; its parameters are `told_of` the scope."""


def told_of(scope: Scope) -> list[str]:
    return [scope.role, str(scope.person or ""), str(scope.organisation or "")]


def _tell_postgresql(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ENTER, told_of(scope))
