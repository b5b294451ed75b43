"""Senders in processes of their own, to be killed; and what they are to send."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings

from alsweb.environment import ROOT
from notifications.account_mail import queue_account_mail
from notifications.models import Notice


def started_sender(port: int, *arguments: str, valkey: str = "") -> subprocess.Popen[bytes]:
    """`manage.py send_notices` beside this test's database and mail server."""
    command = [sys.executable, "manage.py", "send_notices", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment(port, valkey=valkey))


def environment(port: int, *, valkey: str = "") -> dict[str, str]:
    """For a process beside this test's database and mail server; `valkey` is where another one listens."""
    database: Any = settings.DATABASES["owner"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"]:
        address += f"&port={database['PORT']}"
    environ = {**os.environ, "DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    environ.pop("DATABASE_RUNTIME_URL", None)
    return environ | ({"REDIS_URL": valkey} if valkey else {})


def wait_until(true: Callable[[], bool], *, seconds: float = 60) -> None:
    give_up = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < give_up
        time.sleep(0.005)


def queued(mails: int) -> set[str]:
    """So many people, each of whom waits for one mail."""
    people = {f"person{number}@harbour.example" for number in range(mails)}
    for person in people:
        tell(person)
    return people


def tell(address: str) -> None:
    queue_account_mail("account/email/login_code", address, {"code": "KQ7-PLM"})


def all_is_sent(seeding: Callable[[], AbstractContextManager[None]]) -> bool:
    with seeding():
        return not Notice.objects.filter(sent_at=None).exists()
