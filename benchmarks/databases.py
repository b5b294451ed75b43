"""Databases of the benchmarks' own, in the throw-away PostgreSQL that `python -m alsweb.launch shell` started."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import psycopg
from psycopg import sql

from benchmarks.served import ROOT

SUPERUSER_URL = "ALSWEB_TEST_SUPERUSER_URL"
_FLOOR_USER = "floor"


@dataclass(frozen=True)
class Measured:
    """The organisation whose pages are measured: for each page its address and who reads it."""

    environ: dict[str, str]
    database: str
    paths: dict[str, str]
    sessions: dict[str, str]
    """Keys of people signed in, by page."""

    def in_database(self, database: str) -> "Measured":
        return Measured(site_environ(database), database, self.paths, self.sessions)


@dataclass(frozen=True)
class Floor:
    environ: dict[str, str]
    database: str
    session: str


def floor(database: str = "bench_floor") -> Floor:
    """The floor project with its tables filled, in a database and with a login of its own."""
    with superuser() as cursor:
        cursor.execute(
            f"DO $$ BEGIN CREATE ROLE {_FLOOR_USER} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    create(database, owner=_FLOOR_USER)
    environ = floor_environ(database, dict(parse_qsl(urlsplit(os.environ[SUPERUSER_URL]).query))["host"])
    return Floor(environ, database, _run(["-m", "benchmarks.floor.fill"], environ).strip())


def floor_environ(database: str, host: str, user: str = _FLOOR_USER) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**kept, "FLOOR_DATABASE": database, "FLOOR_USER": user, "FLOOR_HOST": host}


def site(database: str = "bench_site", *, organisations: int = 10) -> Measured:
    """The site with its measured organisation among as many full ones as asked for."""
    create(database, owner=owner())
    environ = site_environ(database)
    _run(["-m", "alsweb.launch.prepare", "--static"], environ)
    told = json.loads(_run(["-m", "benchmarks.seed", "measured"], seeding_environ(database)))
    crowd(database, upto=organisations)
    return Measured(environ, database, told["paths"], told["sessions"])


def owner() -> str:
    return urlsplit(os.environ["DATABASE_URL"]).username or ""


def crowd(database: str, *, since: int = 0, upto: int) -> None:
    """Full organisations number `since` + 1 to `upto`."""
    _run(["-m", "benchmarks.seed", "crowd", str(since), str(upto)], seeding_environ(database))


def enlarge(database: str, sets: int, *, since: int = 1, upto: int = 1) -> dict[str, str]:
    """Organisations `since` to `upto` of the crowd, the first of them by so many sets; where its reports are, and a key of its HR."""
    arguments = ["-m", "benchmarks.seed", "large", str(sets), str(since), str(upto)]
    told: dict[str, str] = json.loads(_run(arguments, seeding_environ(database)))
    return told


def run_on_site(arguments: list[str], database: str) -> str:
    """What a program prints that sees the site as its web does."""
    return _run(arguments, site_environ(database))


def fill_subscribed(database: str) -> str:
    """Somebody whose calendar subscribes; the path of their feed."""
    return _run(["-m", "benchmarks.seed", "subscribed"], seeding_environ(database)).strip()


def site_environ(database: str) -> dict[str, str]:
    """As in production: no demo, everything over TLS by a proxy's word."""
    return {
        **os.environ,
        "ALSWEB_DEMO": "0",
        "EMAIL_URL": "smtp://localhost",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        **{name: _to(database, os.environ[name]) for name in ("DATABASE_URL", "DATABASE_RUNTIME_URL")},
    }


def seeding_environ(database: str) -> dict[str, str]:
    """The superuser in the owner's place: whom neither policies nor foreign keys hold up."""
    return {**site_environ(database), "DATABASE_URL": _to(database, os.environ[SUPERUSER_URL])}


def create(database: str, *, owner: str, template: str = "template1") -> None:
    with superuser() as cursor:
        names = [sql.Identifier(each) for each in (database, template, owner)]
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(*names))


@contextmanager
def superuser(database: str = "postgres") -> Iterator[psycopg.Cursor[Any]]:
    with psycopg.connect(_to(database, os.environ[SUPERUSER_URL]), autocommit=True) as login:
        yield login.cursor()


def backends(database: str) -> list[int]:
    """The processes by which PostgreSQL serves a database now."""
    with superuser() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [database]
        )
        return [pid for (pid,) in cursor.fetchall()]


def rows_in(database: str, tables: list[str]) -> int:
    with superuser(database) as cursor:
        total = 0
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            (count,) = cursor.fetchone() or (0,)
            total += count
        return total


def _to(database: str, url: str) -> str:
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def _run(arguments: list[str], environ: dict[str, str]) -> str:
    """What a Python program prints; raise RuntimeError with its complaint where it fails."""
    done = subprocess.run([sys.executable, *arguments], env=environ, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-3000:]}")
    return done.stdout
