"""Drill 6: a mail server that refuses for now, hangs, drops the line after DATA, and knows one address not at all."""

from collections import Counter
from datetime import datetime
from time import monotonic

import pytest

from notifications.models import NoticeState, Refusal
from notifications.sender import send_due
from tests.notifications.conftest import MOVED, later, make_person, notice_of, tell
from tests.notifications.mail_server import MailServer

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]


def test_what_goes_wrong_with_some_holds_up_nobody_else(mail_server: MailServer, now: datetime) -> None:
    mail_server.thinks_for = 2
    names = ["slow-bob", "never-gone"]
    names += [f"{'later' if number % 3 == 0 else 'drop' if number == 10 else 'well'}-{number}" for number in range(30)]
    people = {name: make_person(name) for name in names}
    for person in people.values():
        tell(person, now, kind=MOVED)

    began = monotonic()
    outcomes = send_due(now)
    well = [person for name, person in people.items() if name.startswith("well")]
    copies = Counter(mail_server.recipients)
    assert all(copies[person.email] == 1 for person in well)
    assert monotonic() - began < 20
    assert (outcomes["failed"], outcomes["again later"], outcomes["ambiguous"]) == (1, 10, 1)
    assert notice_of(people["slow-bob"]).state is NoticeState.SENT
    assert notice_of(people["never-gone"]).state is NoticeState.FAILED
    assert [each.address for each in Refusal.objects.all()] == [people["never-gone"].email]

    assert send_due(later(now, minutes=2))["sent"] == 1  # the one that was dropped, once more
    twice = [mail["Message-ID"] for mail in mail_server.taken if mail["To"].startswith("drop")]
    assert twice == [notice_of(people["drop-10"]).message_id] * 2
