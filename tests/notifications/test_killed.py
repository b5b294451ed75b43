"""Drill 1: the sender's process is killed in the middle, and another one goes on."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.conf import settings

from alsweb.environment import ROOT
from alsweb.lib.time import now
from notifications import leases
from notifications.account_mail import queue_account_mail
from notifications.models import Notice, NoticeState
from notifications.sender import send_due
from tests.notifications.mail_server import MailServer

MAILS = 100


def _started_sender(port: int) -> subprocess.Popen[bytes]:
    database: Any = settings.DATABASES["owner"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"]:
        address += f"&port={database['PORT']}"
    environ = {
        **os.environ,
        "DATABASE_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    environ.pop("DATABASE_RUNTIME_URL", None)
    return subprocess.Popen([sys.executable, "manage.py", "send_notices"], cwd=ROOT, env=environ)


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
def test_a_killed_sender_loses_nothing_and_doubles_at_most_the_mail_in_hand(
    settings: Any, seeding: Callable[[], AbstractContextManager[None]]
) -> None:
    people = [f"person{number}@harbour.example" for number in range(MAILS)]
    for person in people:
        queue_account_mail("account/email/login_code", person, {"code": "KQ7-PLM"})
    with MailServer(seconds_each=0.01) as server:
        sender = _started_sender(server.port)
        give_up = time.monotonic() + 30
        while len(server.taken) < 30 and time.monotonic() < give_up:
            time.sleep(0.005)
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        assert 30 <= len(server.taken) < MAILS

        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        time.sleep(0.2)  # for what the killed one had handed over
        send_due(now(), clock=lambda: now() + leases.LASTS)

    copies = Counter(server.recipients)
    with seeding():
        ambiguous = {notice.address for notice in Notice.objects.all() if notice.state is NoticeState.AMBIGUOUS}
        assert not Notice.objects.filter(sent_at=None).exists()
    assert set(copies) == set(people)
    assert {person for person, number in copies.items() if number > 1} <= ambiguous
    assert len(ambiguous) <= 1
    assert len({mail["Message-ID"] for mail in server.taken}) == MAILS
