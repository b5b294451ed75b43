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

EDITS = """
import sys, time, django
django.setup()
from notifications.account_mail import queue_account_mail
for address in map(str.strip, sys.stdin):
    began = time.perf_counter()
    queue_account_mail("account/email/login_code", address, {"code": "KQ7-PLM"})
    print(time.perf_counter() - began, flush=True)
"""


def started_sender(port: int, *arguments: str, valkey: str = "") -> subprocess.Popen[bytes]:
    """`manage.py send_notices` beside this test's database and mail server."""
    command = [sys.executable, "manage.py", "send_notices", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment(port, valkey=valkey))


def environment(port: int, *, valkey: str = "", database: str = "") -> dict[str, str]:
    """For a process beside this test's mail server and servers; `valkey` and `database` are where others listen."""
    environ = {**os.environ, "DATABASE_URL": database or _this_database(), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    environ.pop("DATABASE_RUNTIME_URL", None)
    return environ | ({"REDIS_URL": valkey} if valkey else {})


def _this_database() -> str:
    database: Any = settings.DATABASES["owner"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    return f"{address}&port={database['PORT']}" if database["PORT"] else address


def wait_until(true: Callable[[], bool], *, seconds: float = 180) -> None:
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
