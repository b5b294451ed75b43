"""The SQL statements of each page: `python -m benchmarks.statements` in the site's environment, the pages on stdin."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.databases import Measured
from benchmarks.served import ROOT

_TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


def statements_of(site: Measured) -> dict[str, list[str]]:
    """By page, other than transaction control, without their values."""
    pages = {page: (path, site.sessions[page]) for page, path in site.paths.items()}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.statements"],
        input=json.dumps(pages),
        env=site.environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"the statements could not be counted:\n{done.stderr[-3000:]}")
    told: dict[str, list[str]] = json.loads(done.stdout)
    return told


def _count(pages: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not sql.lstrip().upper().startswith(_TRANSACTION_CONTROL):
            seen.append(sql)
        return execute(sql, params, many, context)

    found = {}
    for page, (path, session) in pages.items():
        client = Client(headers={"host": "localhost", "x-forwarded-proto": "https"})
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        client.get(path)  # what a process asks once belongs to no page
        seen.clear()
        with connection.execute_wrapper(note):
            answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code} and not 200")
        found[page] = list(seen)
    return found


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    django.setup()
    print(json.dumps(_count(json.load(sys.stdin))))
