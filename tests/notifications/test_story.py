"""The cast's whole story through the sender: every kind that apps register can be made, and none carries words."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.core import mail

from notifications.models import Notice, NoticeState
from notifications.planner import plan
from notifications.sender import send_due
from sessions.models import Session
from sessions.operations import change_reminder
from tests.cast import Cast, entering, marker

pytestmark = pytest.mark.django_db
LINE = marker("reminderwords", "note", "alice")
"""The one text that goes out: whoever runs the set adds it to a reminder, and is told so beside the field."""


def test_no_mail_of_the_story_carries_a_word_of_a_set(
    cast: Cast, now: datetime, seeding: Callable[[], AbstractContextManager[None]]
) -> None:
    with entering(cast.alice):
        coming = Session.objects.select_related("learning_set").get(pk=cast.quay.coming.pk)
        change_reminder(coming, note=LINE, held=False, based_on="", by=cast.alice, at=now)
    outcomes = send_due(now)
    for days in range(20):
        plan(now + timedelta(days=days))
        outcomes += send_due(now + timedelta(days=days))

    assert outcomes["again later"] == 0
    assert outcomes["failed"] == 0
    with seeding():
        sent = {notice.kind for notice in Notice.objects.all() if notice.state is NoticeState.SENT}
    assert {"session_moved", "session_reminder", "reminder_draft"} <= sent
    assert mail.outbox
    lines = 0
    for each in mail.outbox:
        parts = [str(each.body), *(str(part[0]) for part in each.alternatives)]  # type: ignore[union-attr]
        assert "MARKER" not in str(each.subject)
        assert "MARKER" not in " ".join(map(str, each.extra_headers.values()))
        for text in parts:
            lines += text.count(LINE)
            assert "MARKER" not in text.replace(LINE, "")
            assert LINE not in text or "Alice adds: “" + LINE + "”" in text
    assert lines  # the one that whoever runs the set added to a reminder


def test_the_story_told_twice_is_mailed_once(cast: Cast, now: datetime) -> None:
    for _run in range(2):
        for days in range(0, 20, 2):
            plan(now + timedelta(days=days))
            send_due(now + timedelta(days=days))
        if not _run:
            first = len(mail.outbox)

    assert first > 0
    assert len(mail.outbox) == first
    assert len({each.extra_headers["Message-ID"] for each in mail.outbox}) == first
