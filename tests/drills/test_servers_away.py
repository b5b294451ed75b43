"""Drills 2, 3 and 4: PostgreSQL goes away while mail goes out, and Valkey stands still, falls and forgets everything."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection

from alsweb.environment import ROOT
from alsweb.launch.valkey import Valkey
from alsweb.lib.time import now
from notifications.models import Notice, NoticeState
from tests.conftest import superuser
from tests.drills.senders import EDITS, all_is_sent, environment, queued, started_sender, wait_until
from tests.notifications.mail_server import MailServer

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
Seeding = Callable[[], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("mails", "restarts"),
    [pytest.param(60, 2, id="short"), pytest.param(600, 12, id="long", marks=pytest.mark.long)],
)
def test_the_sender_goes_on_when_postgresql_is_back(seeding: Seeding, mails: int, restarts: int) -> None:
    """As a fast restart looks to its clients: every line is ended, and for a while nobody is let in."""
    people = queued(mails)
    with MailServer(seconds_each=0.02) as server:
        sender = started_sender(server.port, "--every", "0.2")
        try:
            for restart in range(restarts):
                wait_until(lambda restart=restart: len(server.taken) >= mails * (restart + 1) // (restarts + 2))
                with _nobody_let_in():
                    before = len(server.taken)
                    sender_runs_on = sender.poll() is None
                    assert sender_runs_on
                    assert len(server.taken) <= before + 4  # what each line had in hand
                wait_until(lambda: _is_nothing_in_hand(seeding))
                _let_the_leases_end(seeding)
            wait_until(lambda: all_is_sent(seeding), seconds=120)
        finally:
            sender.send_signal(signal.SIGTERM)
            assert sender.wait(timeout=20) == 0

    copies = Counter(server.recipients)
    with seeding():
        ambiguous = {notice.address for notice in Notice.objects.all() if notice.state is NoticeState.AMBIGUOUS}
    assert set(copies) == people
    assert max(copies.values()) <= 2
    assert {person for person, number in copies.items() if number > 1} <= ambiguous
    assert len({mail["Message-ID"] for mail in server.taken}) == mails


@contextmanager
def _nobody_let_in() -> Iterator[None]:
    """Into this test's database; others of the same PostgreSQL notice nothing."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with superuser() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        cursor.execute("SELECT pg_sleep(1)")
        try:
            yield
        finally:
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


def _is_nothing_in_hand(seeding: Seeding) -> bool:
    with seeding():
        return not Notice.objects.filter(sending_at__isnull=False, sent_at=None, ambiguous_at=None).exists()


def _let_the_leases_end(seeding: Seeding) -> None:
    """As if half a minute had gone by for what was claimed and not begun."""
    with seeding():
        Notice.objects.filter(sending_at=None).exclude(lease=None).update(leased_until=now())


def test_nobody_waits_for_valkey_and_all_mail_goes_out_without_it(seeding: Seeding, valkey: Valkey) -> None:
    """Up, stopped, begun anew with nothing in it, frozen, killed: in each, people go on editing."""
    assert valkey.child
    with MailServer() as server:
        sender = started_sender(server.port, "--every", "0.2", valkey=valkey.url)
        edits = _started_edits(environment(server.port, valkey=valkey.url))
        try:
            _edit(edits, "warm")
            slowest = {"up": _edit(edits, "up")}
            valkey.stop()
            slowest["stopped"] = _edit(edits, "stopped")
            valkey.start()
            slowest["anew"] = _edit(edits, "anew")
            valkey.child.process.send_signal(signal.SIGSTOP)
            slowest["frozen"] = _edit(edits, "frozen")
            valkey.child.process.kill()
            slowest["killed"] = _edit(edits, "killed")
            wait_until(lambda: all_is_sent(seeding))
        finally:
            for process in (edits, sender):
                process.terminate()
                process.communicate(timeout=20)
    copies = Counter(server.recipients)
    assert len(copies) == 6 * 10
    assert set(copies.values()) == {1}
    assert max(slowest.values()) < 0.5, slowest


def _started_edits(environ: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", EDITS],
        cwd=ROOT,
        env={**environ, "DJANGO_SETTINGS_MODULE": "alsweb.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def _edit(edits: subprocess.Popen[str], name: str) -> float:
    """Ten edits that each tell somebody; the seconds of the slowest."""
    assert edits.stdin
    assert edits.stdout
    slowest = 0.0
    for number in range(10):
        edits.stdin.write(f"{name}{number}@harbour.example\n")
        edits.stdin.flush()
        slowest = max(slowest, float(edits.stdout.readline()))
    return slowest
