"""The mails of a poll as their readers get them: read the diff of `mails/` when a sentence changes."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail

from notifications.planner import plan
from notifications.sender import send_due
from sessions import operations
from tests.cast import ASK_AGAIN_ON, NOW, POLL_CLOSES, Cast, entering
from tests.notifications.test_mails import _is_as_kept
from tests.sessions.test_polls import answer, ask

pytestmark = pytest.mark.django_db
NOON = timedelta(hours=12)


def _opened(cast: Cast) -> datetime:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
        ask(cast.quay.learning_set, by=cast.alice)
    return NOW


def _prolonged(cast: Cast) -> datetime:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
        poll = ask(cast.quay.learning_set, by=cast.alice)
        operations.prolong_poll(poll, closes_at=POLL_CLOSES + timedelta(days=7), by=cast.alice, at=NOW)
    return NOW


def _reminded(cast: Cast) -> datetime:
    _opened(cast)
    return POLL_CLOSES - timedelta(days=2) + NOON


def _asked_again(cast: Cast) -> datetime:
    return datetime.combine(ASK_AGAIN_ON, NOW.timetz())


def _complete(cast: Cast) -> datetime:
    with entering(cast.alice):
        answer(cast.quay.poll, by=cast.alice)
    with entering(cast.bob):
        answer(cast.quay.poll, by=cast.bob)
    return NOW


def _over(cast: Cast) -> datetime:
    return POLL_CLOSES + timedelta(days=2) + NOON  # Monday: it closes as Saturday begins


def _withdrawn(cast: Cast) -> datetime:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
    return NOW


MAILS = {
    "poll_opened": (_opened, "bob", "looks for dates. Which of three"),
    "poll_prolonged": (_prolonged, "bob", "There is more time"),
    "poll_reminder": (_reminded, "bob", "still looks for dates"),
    "poll_ask_again": (_asked_again, "bob", "Do you know now"),
    "poll_complete": (_complete, "alice", "has said which dates suit them"),
    "poll_over": (_over, "alice", "the last day has passed"),
    "poll_withdrawn": (_withdrawn, "bob", "no longer asks"),
}


@pytest.mark.parametrize("kind", MAILS)
def test_a_mail_of_a_poll_reads_as_kept(cast: Cast, kind: str) -> None:
    happens, who, sentence = MAILS[kind]
    at = happens(cast)
    plan(at)
    send_due(at)
    address = getattr(cast, who).person.email
    (sent,) = (each for each in mail.outbox if each.to == [address] and sentence in each.body)
    text = re.sub(r"/(d|u)/[^/\s]+/", r"/\1/token/", str(sent.body))
    assert "MARKER" not in text
    assert _is_as_kept(kind, str(sent.subject), text)
