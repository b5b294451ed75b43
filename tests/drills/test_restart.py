"""Drill 4: PostgreSQL is really stopped and started again, the ordinary way and in an instant, amid mails and pages."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

from alsweb.environment import ROOT
from alsweb.launch.postgres import OWNER, SUPERUSER, Postgres
from alsweb.launch.sockets import socket_folder
from benchmarks.served import free_port, wait_for
from tests.conftest import SUPERUSER as SUPERUSER_URL
from tests.conftest import template_name
from tests.drills.senders import EDITS, environment, wait_until
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.drill
SENDER = [sys.executable, "manage.py", "send_notices", "--every", "0.2"]
NEEDS_POSTGRESQL = "/me/"
"""Who is there? For somebody with a session that has ended."""
# As if half a minute had gone by for what was claimed and not begun.
LEASES_END = "UPDATE notifications_notice SET leased_until = now() WHERE sending_at IS NULL AND lease IS NOT NULL"
NOTHING_IN_HAND = (
    "SELECT count(*) = 0 FROM notifications_notice"
    " WHERE sending_at IS NOT NULL AND sent_at IS NULL AND ambiguous_at IS NULL"
)
AMBIGUOUS = "SELECT array_agg(address::text) FROM notifications_notice WHERE ambiguous_at IS NOT NULL"


@pytest.fixture
def postgres(tmp_path: Path, django_db_setup: None) -> Iterator[Postgres]:
    """The drill's own, durable as a site's is, with the schema of this run's tests."""
    server = Postgres(tmp_path, log=tmp_path / "log" / "postgres.log")
    server.start()
    _copy_schema(server)
    yield server
    server.stop()
    for left in socket_folder(tmp_path).iterdir():
        left.unlink()


def _copy_schema(server: Postgres) -> None:
    theirs, ours = os.environ[SUPERUSER_URL], server.url(SUPERUSER)
    template = urlsplit(theirs)._replace(path=f"/{template_name()}").geturl()
    for dump in (["pg_dumpall", "--globals-only", "-d", theirs], ["pg_dump", template]):
        found = subprocess.run([server.programs / dump[0], *dump[1:]], stdout=subprocess.PIPE, check=True)
        subprocess.run(
            [server.programs / "psql", "-q", ours], input=found.stdout, stderr=subprocess.DEVNULL, check=True
        )


@pytest.mark.parametrize(
    ("mails", "seconds", "within"),
    [pytest.param(60, 3, 6, id="short"), pytest.param(600, 60, 2, id="long", marks=pytest.mark.long)],
)
def test_mails_and_pages_outlive_postgresql(postgres: Postgres, mails: int, seconds: float, within: float) -> None:
    """A page is answered within two seconds, or somewhat more where a whole suite runs beside it."""
    with MailServer(seconds_each=0.02) as server:
        environ = environment(server.port, database=postgres.url(OWNER))
        with _running([sys.executable, "-c", EDITS], environ, says=True) as edits:
            people = {f"person{number}@harbour.example" for number in range(mails)}
            for person in people:
                _tell(edits, person)
        with _site(environ) as site, _running(SENDER, environ):
            wait_until(lambda: site.asks("/readyz") == 200)
            for way, share in ((signal.SIGINT, 4), (signal.SIGQUIT, 2)):
                wait_until(lambda share=share: len(server.taken) >= mails // share)
                _stop(postgres, way)
                before = len(server.taken)
                _is_away(site, seconds=seconds, within=within)
                assert len(server.taken) <= before + 4  # what each line had in hand
                postgres.start()
                wait_until(lambda: site.asks(NEEDS_POSTGRESQL) == 302, seconds=20)
                wait_until(lambda: _asked(postgres, NOTHING_IN_HAND))
                _asked(postgres, LEASES_END)
            wait_until(lambda: not _asked(postgres, "SELECT count(*) FROM notifications_notice WHERE sent_at IS NULL"))
            wait_until(lambda: site.asks("/readyz") == 200)
        ambiguous = set(_asked(postgres, AMBIGUOUS) or ())

    copies = Counter(server.recipients)
    assert set(copies) == people
    assert max(copies.values()) <= 2
    assert {person for person, number in copies.items() if number > 1} <= ambiguous
    assert len({mail["Message-ID"] for mail in server.taken}) == mails


def _stop(postgres: Postgres, way: signal.Signals) -> None:
    assert postgres.child
    postgres.child.process.send_signal(way)
    postgres.child.process.wait(20)


def _is_away(site: "Site", *, seconds: float, within: float) -> None:
    """All the while: up, not ready, and each page says at once when to come back."""
    over = time.monotonic() + seconds
    while time.monotonic() < over:
        assert site.asks("/healthz") == 200
        assert site.asks("/readyz") == 503
        began = time.monotonic()
        assert site.asks(NEEDS_POSTGRESQL) == 503
        assert site.retry_after == "10"
        assert time.monotonic() - began < within
        time.sleep(0.2)


def _asked(postgres: Postgres, statement: str) -> Any:
    with psycopg.connect(postgres.url(SUPERUSER), autocommit=True) as login:
        found = login.execute(statement)
        (value,) = (found.fetchone() if found.description else None) or (None,)
        return value


@dataclass
class Site:
    port: int
    retry_after: str | None = None

    def asks(self, path: str) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with closing(line):
            line.request("GET", path, headers={"Host": "localhost", "Cookie": "sessionid=somebodys"})
            answer = line.getresponse()
            self.retry_after = answer.headers["Retry-After"]
            return answer.status


@contextmanager
def _site(environ: Mapping[str, str]) -> Iterator[Site]:
    port = free_port()
    ways = [
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--no-access-log",
        "--lifespan",
        "off",
        "--log-level",
        "critical",
    ]
    with _running([sys.executable, "-m", "uvicorn", "alsweb.asgi:application", *ways], environ) as process:
        wait_for(port, process)
        yield Site(port)


@contextmanager
def _running(
    command: list[str], environ: Mapping[str, str], *, says: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the site's own, which is to outlive what is done to PostgreSQL."""
    pipe = subprocess.PIPE if says else None
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdin=pipe, stdout=pipe)
    try:
        yield process
        assert process.poll() is None
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _tell(edits: subprocess.Popen[bytes], person: str) -> None:
    assert edits.stdin
    assert edits.stdout
    edits.stdin.write(f"{person}\n".encode())
    edits.stdin.flush()
    edits.stdout.readline()
