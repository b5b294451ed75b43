"""`notices.send`: reminders of sessions through the outbox, in one process, beside a bare loop over one connection.

Both hand the same mails to the same server, in turn. Ours asks of each whether it is still true, makes both its parts,
and notes before and after; what it handed over is what the floor then sends.
"""

import json
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from smtplib import SMTP
from statistics import median

from benchmarks import databases
from benchmarks.line import report, tell
from benchmarks.served import ROOT

ORGANISATIONS, ROUNDS, EACH = 130, 3, 250
ALWAYS = """
INSERT INTO notifications_preference (person_id, quiet_from, quiet_until, days, digest_at)
SELECT id, '09:00', '09:00', '{1,2,3,4,5,6,7}', '08:00' FROM organisations_user
"""
"""No hour is quiet to anybody."""


def run() -> None:
    site = databases.site("bench_send", organisations=ORGANISATIONS)
    at = plan_reminders(site.database, site.environ)
    ours, bare = [], []
    with post() as server, tempfile.TemporaryDirectory() as folder:
        for _round in range(ROUNDS):
            server.keep(folder)
            sent = sending(site.environ, server, at=at, how_many=EACH)
            ours.append(sent["sent"] / sent["seconds"])
            bare.append(bare_loop(server, server.keep(folder)))
            tell(f"  {sent} beside {bare[-1]:.0f}/s")
    report("notices.send", median(ours), median(bare), "mails/s")


class Server:
    def __init__(self, port: int) -> None:
        self.port = port

    def keep(self, folder: str) -> Path:
        """What it took since it was last asked, in a file."""
        file = Path(folder) / "mails"
        with SMTP("127.0.0.1", self.port) as line:
            line.verify(str(file))
        return file

    def times(self) -> tuple[float, float]:
        """When it took the first and the last since it was last asked to keep them, by the clock."""
        with SMTP("127.0.0.1", self.port) as line:
            _code, said = line.verify("times")
        first, last = said.split()
        return float(first), float(last)

    @staticmethod
    def kept(file: Path) -> list[tuple[str, str, bytes]]:
        mails: list[tuple[str, str, bytes]] = pickle.loads(file.read_bytes())  # our own file
        return mails


@contextmanager
def post() -> Iterator[Server]:
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.floor.post"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert server.stdin
    assert server.stdout
    try:
        yield Server(int(server.stdout.readline()))
    finally:
        server.stdin.close()
        server.wait()


def plan_reminders(database: str, environ: dict[str, str]) -> datetime:
    """Everybody's next session is tomorrow, by the moment that is given back, and no hour is quiet to anybody."""
    at = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=9)
    with databases.superuser(database) as cursor:
        cursor.execute(ALWAYS)
        cursor.execute("VACUUM ANALYZE")
    subprocess.run(
        [sys.executable, "manage.py", "plan_notices", "--at", at.isoformat()],
        cwd=ROOT,
        env=environ,
        check=True,
        capture_output=True,
    )
    return at


def sending(environ: dict[str, str], server: Server, *, at: datetime, how_many: int) -> dict[str, float]:
    """One process that sends; what `benchmarks.sending` prints."""
    told = {**environ, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.sending", at.isoformat(), str(how_many)],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def bare_loop(server: Server, mails: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.floor.bare", str(server.port), str(mails)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)
