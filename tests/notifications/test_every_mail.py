"""Every kind of mail that apps register, sent once: no word of a set in it, the same in both parts, left by one click."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape
from typing import Any

import pytest
from django.core import mail

from notifications.kinds import all_kinds, kind_named
from notifications.mime import bytes_of
from notifications.models import Notice, NoticeState
from notifications.planner import plan
from notifications.sender import send_due
from tests.cast import Cast
from tests.notifications.telling import what_happens
from tests.notifications.test_mails import as_written

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
NOT_REACHED = {
    # Rendered when it is queued, and by the real clock; test_mails.py sends each.
    "account",
    # Only where the rules of a time zone change; tests/sessions/test_zones.py sends both.
    "session_clocks_changed",
    "session_time_gone",
}


def test_every_kind_of_mail_is_without_words_reads_the_same_twice_and_is_left_by_one_click(
    cast: Cast, now: datetime, seeding: Seeding
) -> None:
    """One long story for all of it, because it takes a while to tell."""
    plan(now)
    outcomes = send_due(now)
    at = now
    for step in what_happens(cast):
        step(cast, at)
        at += timedelta(minutes=15)
        outcomes += send_due(at)
    for days in range(16):
        plan(at + timedelta(days=days))
        outcomes += send_due(at + timedelta(days=days))

    assert outcomes["again later"] == 0
    assert outcomes["failed"] == 0
    with seeding():
        notices = {notice.message_id: notice for notice in Notice.objects.all()}
    sent = {notice.kind for notice in notices.values() if notice.state is NoticeState.SENT}
    assert {kind.name for kind in all_kinds() if not kind.name.startswith("test_")} - sent <= NOT_REACHED
    for each in mail.outbox:
        djangos: Any = each.message()
        assert as_written(bytes_of(each)) == as_written(djangos.as_bytes(linesep="\r\n"))
        arrived = _arrived(each)
        notice = notices[arrived["Message-ID"]]
        _carries_no_word(arrived, notice)
        _says_the_same_in_both_parts(arrived)
        _is_left_by_one_click(arrived, notice)


def _arrived(made: Any) -> EmailMessage:
    return message_from_bytes(bytes_of(made), policy=default)


def _carries_no_word(arrived: EmailMessage, notice: Notice) -> None:
    parts = [part.get_content() for part in arrived.walk() if not part.is_multipart()]
    texts = [part.decode() if isinstance(part, bytes) else part for part in parts]
    for text in (*map(str, arrived.values()), *texts, notice.told, notice.path, str(notice.detail)):
        assert "MARKER" not in text, notice.kind


def _says_the_same_in_both_parts(arrived: EmailMessage) -> None:
    """But for who it is from, which stands above the HTML alone, and for addresses, which are behind its links."""
    text, html = (arrived.get_body((kind,)) for kind in ("plain", "html"))
    assert text
    assert html
    said = re.sub(r"https?://\S+", "", text.get_content())
    shown = re.sub(r'(?s)^.*?<body.*?class="mail-from".*?</p>', "", html.get_content())
    shown = re.sub(r"<[^>]+>", " ", shown)
    assert re.findall(r"\w+", said) == re.findall(r"\w+", unescape(shown))


def _is_left_by_one_click(arrived: EmailMessage, notice: Notice) -> None:
    """RFC 8058, for whatever may be turned off and for nothing else."""
    kind = kind_named(notice.kind)
    assert kind
    leave, post = arrived["List-Unsubscribe"], arrived["List-Unsubscribe-Post"]
    if kind.optional:
        assert re.fullmatch(r"<http://localhost:8000/u/[\w:.-]+/>", leave), leave
        assert post == "List-Unsubscribe=One-Click"
    else:
        assert (leave, post) == (None, None), notice.kind
