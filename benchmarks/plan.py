"""`notices.plan`: the planner among 10,000 full organisations and among 100, with the same few things due.

The crowd has rows for every planner, none of them due, so that all that is due is the measured organisation's.
A process plans once, which writes the notices, and then again and again, as it does each minute: counted is its CPU and
that of PostgreSQL's process for it, the median of twenty times.
"""

import json
import os
import subprocess
import sys
from statistics import median

from benchmarks import databases
from benchmarks.databases import Measured
from benchmarks.line import report, tell
from benchmarks.served import ROOT, cpu_of

FEW, MANY, TIMES = 100, 10_000, 20


def run(site: Measured, *, organisations: int = MANY) -> None:
    costs = {}
    for count in (FEW, organisations):
        among = site.in_database(f"bench_plan_{count}")
        databases.create(among.database, owner=databases.owner(), template=site.database)
        databases.crowd(among.database, since=10, upto=count)
        costs[count], statements, due = _planned(among)
        tell(f"  notices.plan: {count:,} organisations, {statements} statements, {due} due, {costs[count]:.2f} ms")
    report("notices.plan", costs[organisations], costs[FEW], "ms of CPU, PostgreSQL's too")


def _planned(site: Measured) -> tuple[float, int, int]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.plan"], env=site.environ, cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"nothing could be planned:\n{done.stderr[-3000:]}")
    told: tuple[float, int, int] = tuple(json.loads(done.stdout))
    return told


def _plan() -> tuple[float, int, int]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    django.setup()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from alsweb.lib.time import now
    from notifications import planner

    at = now()
    due = sum(planner.plan(at).values())
    with CaptureQueriesContext(connection) as asked:
        planner.plan(at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    costs = []
    for _ in range(TIMES):
        began = cpu_of(os.getpid()) + cpu_of(pid)
        planner.plan(at)
        costs.append((cpu_of(os.getpid()) + cpu_of(pid) - began) * 1000)
    return median(costs), len(asked), due


if __name__ == "__main__":
    print(json.dumps(_plan()))
