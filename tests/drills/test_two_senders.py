"""Drill 2: several senders at once, and two on one mail whose lease runs out while the server thinks about it."""

import threading
from datetime import datetime, timedelta
from time import monotonic

import pytest
from django.db import connection

from alsweb.lib.time import now as real_now
from notifications import delivery, leases
from notifications.models import NoticeState
from notifications.sender import send_due
from tests.drills.senders import queued, started_sender
from tests.notifications.conftest import make_person, notice_of, tell
from tests.notifications.mail_server import MailServer

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_three_processes_at_once_send_each_mail_once() -> None:
    people = queued(60)
    with MailServer(seconds_each=0.005) as server:
        senders = [started_sender(server.port) for _ in range(3)]
        try:
            assert [sender.wait(timeout=120) for sender in senders] == [0, 0, 0]
        finally:
            for sender in senders:
                sender.kill()
                sender.wait()
    assert len(server.taken) == len(people)
    assert set(server.recipients) == people


def test_a_lease_is_renewed_for_as_long_as_the_server_thinks(
    mail_server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "LASTS", timedelta(seconds=1))
    monkeypatch.setattr(delivery, "LOOKS_UP_EVERY", 0.3)
    mail_server.thinks_for = 2.5
    bob = make_person("slow-bob")
    tell(bob, now)

    def run() -> None:
        send_due(now)
        connection.close()

    first = threading.Thread(target=run)
    first.start()
    give_up = monotonic() + 30
    while notice_of(bob).sent_at is None and monotonic() < give_up:
        send_due(now, clock=real_now)  # whichever of the two claims it, the other looks all the while
        first.join(0.2)
    first.join()

    assert mail_server.recipients == [bob.email]
    assert notice_of(bob).state is NoticeState.SENT
