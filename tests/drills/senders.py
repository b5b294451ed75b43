"""Senders in processes of their own, to be killed; and what they are to send."""

import os
import subprocess
import sys
from typing import Any

from django.conf import settings

from alsweb.environment import ROOT
from notifications.account_mail import queue_account_mail


def started_sender(port: int, *arguments: str) -> subprocess.Popen[bytes]:
    """`manage.py send_notices` beside this test's database and mail server."""
    database: Any = settings.DATABASES["owner"]
    address = f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}"
    if database["PORT"]:
        address += f"&port={database['PORT']}"
    environ = {**os.environ, "DATABASE_URL": address, "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    environ.pop("DATABASE_RUNTIME_URL", None)
    return subprocess.Popen([sys.executable, "manage.py", "send_notices", *arguments], cwd=ROOT, env=environ)


def queued(mails: int) -> set[str]:
    """So many people, each of whom waits for one mail."""
    people = {f"person{number}@harbour.example" for number in range(mails)}
    for person in people:
        queue_account_mail("account/email/login_code", person, {"code": "KQ7-PLM"})
    return people
