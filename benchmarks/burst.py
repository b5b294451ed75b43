"""`notices.burst`: ten thousand reminders due at one minute, and one process of `send_notices --every 2` that waits for them.

The value is how long it takes from that minute until the last of them is taken; the floor, a bare loop with the same
mails on one connection to the same server. `notices.burst.first` is the time until the first is taken, beside one mail
of the bare loop.
"""

import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

from benchmarks import databases
from benchmarks.line import report, tell
from benchmarks.send import ALWAYS, bare_loop, post
from benchmarks.served import ROOT

ORGANISATIONS, MAILS = 1100, 10_000
STARTED_BEFORE = timedelta(seconds=20)
GIVEN_UP_AFTER = 900

_DUE = """
INSERT INTO notifications_notice (kind, organisation_id, person_id, address, recipient, subject, occasion, acting_id, detail,
                                  key, due_at, next_at, attempts, reason, about)
SELECT 'session_reminder', session.organisation_id, person_id, '', 'person:' || person_id, 'session:' || session.id,
       session.sequence::text, person_id, '{}', gen_random_uuid(), %(due)s, %(due)s, 0, '', '{}'
FROM learning_sessions_session AS session
JOIN sets_setmembership AS seat
  ON seat.learning_set_id = session.learning_set_id AND seat.started_at IS NOT NULL AND seat.ended_at IS NULL
WHERE session.starts_at > %(due)s AND session.cancelled_at IS NULL AND session.held_at IS NULL
  AND NOT EXISTS (SELECT FROM learning_sessions_attendance AS attendance
                  WHERE attendance.session_id = session.id AND attendance.person_id = seat.person_id AND answer = 'cannot')
  AND NOT EXISTS (SELECT FROM sets_reminderrule AS rule
                  WHERE rule.learning_set_id = session.learning_set_id AND rule.rule = 'session_reminder' AND off_at IS NOT NULL)
ORDER BY session.id, person_id LIMIT %(mails)s
"""


def run() -> None:
    site = databases.site("bench_burst", organisations=ORGANISATIONS)
    with post() as server, tempfile.TemporaryDirectory() as folder:
        due = datetime.now(UTC) + STARTED_BEFORE
        with databases.superuser(site.database) as cursor:
            cursor.execute(ALWAYS)
            cursor.execute(_DUE, {"due": due, "mails": MAILS})
            due_mails = cursor.rowcount
            cursor.execute("VACUUM ANALYZE")
        sender = subprocess.Popen(
            [sys.executable, "manage.py", "send_notices", "--every", "2"],
            cwd=ROOT,
            env={**site.environ, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"},
        )
        try:
            _wait_until_drained(site.database, due)
        finally:
            sender.terminate()
            sender.wait()
        first, last = (moment - due.timestamp() for moment in server.times())
        mails = server.keep(folder)
        sent = len(server.kept(mails))
        tell(f"  {sent} of {due_mails} sent, the first after {first:.1f} s, {sent / last:.0f}/s")
        bare = sent / bare_loop(server, mails)
    report("notices.burst", last, bare, "s")
    report("notices.burst.first", first, bare / sent, "s")


def _wait_until_drained(database: str, due: datetime) -> None:
    give_up = time.monotonic() + GIVEN_UP_AFTER
    with databases.superuser(database) as cursor:
        while time.monotonic() < give_up:
            cursor.execute("SELECT FROM notifications_notice WHERE due_at = %s AND next_at = due_at LIMIT 1", [due])
            if cursor.fetchone() is None:
                return
            time.sleep(1)
    raise RuntimeError(f"There is mail left after {GIVEN_UP_AFTER} seconds.")
