"""Valkey is away or frozen: nobody waits for it, and nothing is lost."""

import json
import os
import socket
import subprocess
import sys
from datetime import datetime

import pytest

from alsweb.environment import ROOT
from notifications import doorbell
from notifications.sender import send_due
from tests.notifications.conftest import make_person, tell
from tests.notifications.mail_server import MailServer

RING = """
import json, time, django
django.setup()
from notifications import doorbell
times = []
for _ in range(50):
    began = time.perf_counter(); doorbell.ring(); times.append(time.perf_counter() - began)
print(json.dumps(max(times)))
"""


def _slowest_ring(redis_url: str) -> float:
    ringing = subprocess.run(
        [sys.executable, "-c", RING],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "alsweb.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=20,
        check=True,
    )
    slowest: float = json.loads(ringing.stdout)
    return slowest


def test_no_valkey_at_all_costs_nobody_anything() -> None:
    assert _slowest_ring("unix:///nowhere/valkey.sock?db=0") < 0.1


def test_a_frozen_valkey_costs_nobody_anything() -> None:
    with socket.create_server(("127.0.0.1", 0)) as frozen:
        assert _slowest_ring(f"redis://127.0.0.1:{frozen.getsockname()[1]}/0") < 0.1


@pytest.mark.django_db(transaction=True)
def test_without_a_doorbell_the_next_sweep_sends_it(
    mail_server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doorbell, "ring", lambda: None)
    bob = make_person("bob")
    tell(bob, now)

    assert send_due(now)["sent"] == 1
