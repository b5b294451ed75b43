"""Real PostgreSQL for every test: one database a worker, cloned from one that the owner migrated.

Tests log in as superuser and act as `alsweb_app`, as the web does; `seeding()` steps past the policies.
"""

import io
import os
import pickle
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django.plugin import blocking_manager_key

from alsweb import environment
from alsweb.lib.tenancy.roles import grant_roles
from alsweb.lib.tenancy.scope import current_scope
from tests import cast as the_cast
from tests.pages.addresses import Addresses, addresses_of

SUPERUSER = "ALSWEB_TEST_SUPERUSER_URL"
RUNTIME = "DATABASE_RUNTIME_URL"
RUN = "ALSWEB_TEST_RUN"
KEPT = ("django_migrations", "django_content_type", "auth_permission")
_ONE_MIGRATES = 7_204_233


def pytest_configure(config: pytest.Config) -> None:
    os.environ.setdefault(RUN, uuid.uuid4().hex[:8])  # xdist's workers inherit it


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whoever lets two people press at once drills; so do the tests that say it of themselves. Long forms only when asked."""
    if "long" not in config.option.markexpr:
        long = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)
    for item in items:
        if isinstance(item, pytest.Function) and {"at_once", "held_up"} & set(item.function.__code__.co_names):
            item.add_marker(pytest.mark.drill)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave nothing behind, also after workers that were interrupted."""
    if SUPERUSER in os.environ and not hasattr(session.config, "workerinput"):
        with superuser() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"test_{os.environ[RUN]}_"]
            )
            for (name,) in cursor.fetchall():
                _drop(cursor, name)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """This worker's own database, as fresh as migrated."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    name = f"test_{os.environ[RUN]}_{worker}"
    settings.DATABASES["default"].update(
        environment.database(os.environ[SUPERUSER], variable=SUPERUSER), OPTIONS={"assume_role": "alsweb_app"}
    )
    with django_db_blocker.unblock():
        with superuser() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_MIGRATES])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template_name()])
            if cursor.fetchone() is None:
                _make_template(cursor)
            _create(cursor, name, template=template_name())
        _stage.name = name
        _stage.set()
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        with superuser() as cursor:
            for each in (name, *map(_stage.holding, (*_STORIES, "thrown_away"))):
                _drop(cursor, each)


def _cast_and_addresses() -> tuple[the_cast.Cast, Addresses]:
    """Links by mail are signed at the moment at which they are asked for."""
    with time_machine.travel(the_cast.NOW, tick=False):
        cast = pickle.loads(_stage.told["cast"])
        return cast, addresses_of(cast)


_STORIES: dict[str, Callable[[], object]] = {"cast": the_cast.gather, "addresses": _cast_and_addresses}
"""Fixture → what is done once for all tests that ask for it; each story goes on from the one before."""


class _Stage:
    """Which database a test meets: empty, with the cast in it, with what stands at every address, or a copy to be thrown away.

    Each of these takes some hundred statements, so each worker does it once. A test in a
    transaction leaves that database as it was; a transactional one gets a clone of its own.
    """

    name = story = ""
    commits = False

    def __init__(self) -> None:
        self.told: dict[str, bytes] = {}

    def holding(self, story: str) -> str:
        return f"{self.name}_{story}" if story else self.name

    def set(self) -> None:
        before = ""
        for story in _STORIES if self.story else ():
            if story not in self.told:
                self._tell(story, before)
            if story == self.story:
                break
            before = story
        if not (self.story and self.commits):
            return _connect_to(self.holding(self.story))
        thrown_away = self.holding("thrown_away")
        self._clone(self.holding(self.story), thrown_away)
        return _connect_to(thrown_away)

    def _tell(self, story: str, before: str) -> None:
        self._clone(self.holding(before) if before else template_name(), self.holding(story))
        _connect_to(self.holding(story))
        with transaction.atomic():
            self.told[story] = pickle.dumps(_STORIES[story]())
            connection.run_on_commit = []  # nobody listens yet

    def _clone(self, template: str, name: str) -> None:
        _connect_to("")
        with superuser() as cursor:
            _drop(cursor, name)
            _create(cursor, name, template=template)


_stage = _Stage()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    names = getattr(item, "fixturenames", ())
    marker = item.get_closest_marker("django_db")
    _stage.story = next((story for story in reversed(_STORIES) if story in names), "")
    _stage.commits = bool({"transactional_db", "live_server", "django_db_reset_sequences"} & set(names)) or bool(
        marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,))
    )
    if _stage.name:
        with django_db_blocker_of(item).unblock():
            _stage.set()


def django_db_blocker_of(item: pytest.Item) -> Any:
    return item.config.stash[blocking_manager_key]


def template_name() -> str:
    return f"test_{os.environ[RUN]}_template"


@contextmanager
def superuser() -> Iterator[psycopg.Cursor[Any]]:
    with psycopg.connect(os.environ[SUPERUSER], autocommit=True) as login:
        yield login.cursor()


def _make_template(cursor: psycopg.Cursor[Any]) -> None:
    """Migrate as the owner, who is no superuser: only so is FORCE tested."""
    _create(cursor, f"{template_name()}_raw", template="template1")
    _connect_to(f"{template_name()}_raw")
    call_command("wall", verbosity=0, stdout=io.StringIO())
    if RUNTIME in os.environ:
        with connections["owner"].cursor() as owner:
            grant_roles(owner, environment.database(os.environ[RUNTIME])["USER"])
    call_command("migrate", database="owner", verbosity=0)
    connections.close_all()
    cursor.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
            sql.Identifier(f"{template_name()}_raw"), sql.Identifier(template_name())
        )
    )


def _create(cursor: psycopg.Cursor[Any], name: str, *, template: str) -> None:
    owner = settings.DATABASES["owner"]["USER"]
    cursor.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
            sql.Identifier(name), sql.Identifier(template), sql.Identifier(owner)
        )
    )


def _drop(cursor: psycopg.Cursor[Any], name: str) -> None:
    cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _connect_to(name: str) -> None:
    """A fresh connection costs more than many a test; what a rolled-back one left open is as good as new."""
    if connection.settings_dict["NAME"] == name and connection.is_usable():
        return
    for alias in ("default", "owner"):
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = connections[alias].settings_dict["NAME"] = name


@contextmanager
def _past_the_policies() -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE none")
        yield
        cursor.execute("SELECT set_config('role', %s, true)", [current_scope().role])


@pytest.fixture
def seeding(db: None) -> Callable[[], AbstractContextManager[None]]:
    """Act as superuser, past every policy, for the length of a block."""
    return _past_the_policies


def _empty_all_tables(test: TransactionTestCase) -> None:
    """What Django's flush does, by somebody who may: nobody who serves requests has TRUNCATE."""
    if connection.settings_dict["NAME"] == _stage.holding("thrown_away"):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE none")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (%s)", [list(KEPT)]
        )
        tables = sql.SQL(", ").join(sql.Identifier(table) for (table,) in cursor.fetchall())
        cursor.execute(sql.SQL("TRUNCATE {}").format(tables))


TransactionTestCase._fixture_teardown = _empty_all_tables  # type: ignore[method-assign,attr-defined]


@pytest.fixture
def now() -> datetime:
    """The moment at which the cast's story stands."""
    return the_cast.NOW


@pytest.fixture
def cast(db: None) -> the_cast.Cast:
    """Everybody, with every words field of their sets planted with a marker."""
    told = pickle.loads(_stage.told[_stage.story])
    gathered: the_cast.Cast = told if _stage.story == "cast" else told[0]
    return gathered


@pytest.fixture
def addresses(cast: the_cast.Cast) -> Addresses:
    """Route name → its address, about the cast's Quay and Bob; see `tests.pages.addresses`."""
    found: Addresses = pickle.loads(_stage.told["addresses"])[1]
    return found


@pytest.fixture(autouse=True)
def one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails that are due together go in their order, on a busy machine too; drills have several lines."""
    monkeypatch.setattr("notifications.sender.LINE_AFTER", 60)
