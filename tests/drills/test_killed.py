"""Drill 1: the sender's process is killed in the middle, again and again, and another one goes on."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from alsweb.lib.time import now
from notifications import leases
from notifications.models import Notice, NoticeState
from notifications.sender import send_due
from tests.drills.senders import queued, started_sender, wait_until
from tests.notifications.mail_server import MailServer

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("mails", "kills"),
    [pytest.param(60, 2, id="short"), pytest.param(1000, 20, id="long", marks=pytest.mark.long)],
)
def test_killed_senders_lose_nothing_and_double_at_most_the_mail_in_hand(
    settings: Any, seeding: Callable[[], AbstractContextManager[None]], mails: int, kills: int
) -> None:
    people = queued(mails)
    chance = random.Random(mails)
    moments = sorted(chance.sample(range(mails // 10, mails * 9 // 10), kills))
    with MailServer(seconds_each=0.02) as server:
        for moment in moments:
            sender = started_sender(server.port, "--every", "0.2")  # a busy machine does not do it in one look
            wait_until(lambda moment=moment: len(server.taken) >= moment)
            sender.send_signal(signal.SIGKILL)
            sender.wait()
            time.sleep(0.2)  # for what the killed one had handed over
            _let_its_leases_end(seeding)
        assert len(server.taken) < mails + kills

        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        for later in range(6):
            _send_all(later * timedelta(minutes=1))

    copies = Counter(server.recipients)
    with seeding():
        ambiguous = {notice.address for notice in Notice.objects.all() if notice.state is NoticeState.AMBIGUOUS}
        # Killed with the second copy in hand, too, it stays ambiguous: there is never a third.
        waiting = Notice.objects.filter(sent_at=None, ambiguous_at=None).values("address", "reason", "next_at", "lease")
        assert list(waiting) == []
    assert set(copies) == people
    twice = {person for person, number in copies.items() if number > 1}
    assert max(copies.values()) <= 2
    assert twice <= ambiguous
    assert len(ambiguous) <= kills
    assert len({mail["Message-ID"] for mail in server.taken}) == mails


def _send_all(later: timedelta) -> None:
    """On a busy machine the server may have turned one away for now."""
    while send_due(now() + later, clock=lambda: now() + later + leases.LASTS).total():
        pass


def _let_its_leases_end(seeding: Callable[[], AbstractContextManager[None]]) -> None:
    """As if half a minute had gone by."""
    with seeding():
        Notice.objects.exclude(lease=None).update(leased_until=now())
