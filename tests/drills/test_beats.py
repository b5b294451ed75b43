"""Drills 2 and 5: any number of beats and workers send the same mails as one; no beat at all is an alarm."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from actions.models import Progress, ProgressWords
from actions.queries.asking import NUDGE
from alsweb.environment import ROOT
from alsweb.launch.valkey import Valkey
from alsweb.lib.time import now
from benchmarks import crowd
from notifications.account_mail import ACCOUNT
from notifications.models import Notice, NoticeState, Preference, Sweep
from organisations.models import User
from tests.drills.ringing import BEATS, WORKERS
from tests.drills.senders import environment, wait_until
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.drill
Seeding = Callable[[], AbstractContextManager[None]]
SWEPT = re.compile(r"tasks\.sweep\[\S+\] succeeded")
SOON = """
UPDATE learning_sessions_session SET starts_at = now() + interval '2 hours', ends_at = now() + interval '5 hours' WHERE number = 5;
UPDATE learning_sessions_session SET time_zone = 'UTC', local_date = starts_at::date, local_time = starts_at::time;
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("organisations", "mails", "every"),
    [pytest.param(4, 40, 1, id="short"), pytest.param(60, 1200, 0.5, id="long", marks=pytest.mark.long)],
)
def test_two_beats_and_three_workers_send_each_mail_once(
    seeding: Seeding, valkey: Valkey, tmp_path: Path, organisations: int, mails: int, every: float
) -> None:
    """Of what is written by the planner, which runs in all of them, and of what people cause meanwhile."""
    _somebody_is_to_be_told(seeding, organisations)
    with MailServer(seconds_each=0.005) as server:
        ringing = subprocess.Popen(
            [sys.executable, "-m", "tests.drills.ringing", str(tmp_path), str(mails), str(every)],
            cwd=ROOT,
            env=environment(server.port, valkey=valkey.url),
            start_new_session=True,
        )
        try:
            wait_until(lambda: _all_have_worked(tmp_path) and _nothing_waits_of(mails, seeding), seconds=240)
        finally:
            os.killpg(ringing.pid, signal.SIGKILL)
            ringing.wait()

    with seeding():
        told = list(Notice.objects.exclude(kind="session_invitation"))
    of_state = {state: [notice for notice in told if notice.state is state] for state in NoticeState}
    sent, wait = of_state[NoticeState.SENT], of_state[NoticeState.DUE]
    assert len(told) == len(sent) + len(wait) + len(of_state[NoticeState.SUPPRESSED])
    assert Counter(mail["Message-ID"] for mail in server.taken) == {notice.message_id: 1 for notice in sent}
    assert Counter(notice.kind for notice in sent)[ACCOUNT] == mails
    assert {notice.kind for notice in sent} == {ACCOUNT, NUDGE, "session_reminder"}
    nudged = Counter(notice.recipient for notice in sent if notice.kind == NUDGE)
    assert set(nudged.values()) == {1}
    # a second question within the seven days waits for its turn, whichever of them came first
    assert {notice.kind for notice in wait} <= {NUDGE}
    assert {notice.recipient for notice in wait} <= set(nudged)


def _somebody_is_to_be_told(seeding: Seeding, organisations: int) -> None:
    """Of a session in two hours and, at any hour of theirs, how their actions go."""
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        crowd.insert_all(cursor, 0, organisations, but=(Progress, ProgressWords))
        cursor.execute(SOON)
        Preference.objects.bulk_create(
            Preference(person_id=person, quiet_from=time(), quiet_until=time(), days=list(range(1, 8)))
            for person in User.objects.values_list("pk", flat=True)
        )


def _all_have_worked(folder: Path) -> bool:
    logs = {name: folder / f"{name}.log" for name in (*WORKERS, *BEATS)}
    says = {name: log.read_text() if log.exists() else "" for name, log in logs.items()}
    return all(SWEPT.search(says[each]) for each in WORKERS) and all("sweep" in says[each] for each in BEATS)


def _nothing_waits_of(mails: int, seeding: Seeding) -> bool:
    with seeding():
        written = Notice.objects.filter(kind=ACCOUNT).count()
        return written == mails and not Notice.objects.filter(next_at__lte=now()).exists()


@pytest.mark.django_db
def test_without_any_beat_it_is_not_well_within_three_minutes(client: Client, seeding: Seeding) -> None:
    def says() -> str:
        answer: str = client.get("/readyz").json()["notices"]
        return answer

    with seeding():
        Sweep.objects.create(pk=1, planned_at=now(), looked_at=now())
    assert says() == "ok"
    with seeding():
        Sweep.objects.update(planned_at=now() - timedelta(minutes=3))
    assert says().startswith("last sweep ")
    assert client.get("/readyz").status_code == 503
