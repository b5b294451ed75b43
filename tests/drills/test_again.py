"""Drills 7 and 20: each task once more, a clock that jumps, and a worker that slept."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest
import time_machine
from django.core import mail

from alsweb.celery import app
from notifications.kinds import Kind
from notifications.models import Notice, NoticeState
from notifications.planner import plan
from notifications.sender import send_due
from tests.cast import POLL_CLOSES, Cast
from tests.notifications.conftest import REMINDER, make_person, notice_of, tell
from tests.pages.test_get_changes_nothing import _changed, _everything

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
Seeding = Callable[[], AbstractContextManager[None]]
TASKS = {
    "notifications.tasks.send",
    "notifications.tasks.sweep",
    "notifications.tasks.tidy",
    "reports.tasks.make_exports",
    "reports.tasks.tidy_exports",
    "sessions.tasks.settle_zones",
    "sets.tasks.erase_words",
}


@pytest.mark.parametrize("days", [0, 13, 500])
def test_each_task_done_twice_is_as_done_once(cast: Cast, now: datetime, seeding: Seeding, days: int) -> None:
    app.loader.import_default_modules()
    assert {name for name in app.tasks if not name.startswith("celery.")} == TASKS
    with time_machine.travel(now + timedelta(days=days), tick=False):
        for name in sorted(TASKS):
            app.tasks[name]()
            once, mails = _everything(seeding), len(mail.outbox)
            app.tasks[name]()
            assert _changed(once, _everything(seeding)) == [], name
            assert len(mail.outbox) == mails, name
    assert mail.outbox or days == 500


def test_a_clock_that_jumps_mails_nothing_twice(cast: Cast, now: datetime, seeding: Seeding) -> None:
    """An hour and three days, either way, each followed by the right time again."""
    for days in range(0, 16, 3):
        for jump in (0, 1, -1, 0, 72, 0, -72, 0):
            at = now + timedelta(days=days, hours=jump)
            plan(at)
            send_due(at)
    numbers = [each.extra_headers["Message-ID"] for each in mail.outbox]
    assert numbers
    assert len(set(numbers)) == len(numbers)
    with seeding():
        assert not any(notice.state is NoticeState.AMBIGUOUS for notice in Notice.objects.all())


def test_a_process_that_stands_still_after_each_step_sends_nothing_of_its_own_twice(now: datetime) -> None:
    """As a paused machine or a stopped process does, for longer than a lease each time."""
    people = [make_person(name) for name in ("bob", "dora")]
    for person in people:
        tell(person, now)
    minutes = count()
    outcomes = send_due(now, clock=lambda: now + timedelta(minutes=next(minutes)))
    assert outcomes == {"sent": 2}
    assert sorted(each.to[0] for each in mail.outbox) == [person.email for person in people]
    assert {notice_of(person).state for person in people} == {NoticeState.SENT}


def test_a_worker_that_slept_for_six_hours_drops_what_is_stale_and_counts_it(
    known_kinds: Callable[[Kind], Kind], now: datetime
) -> None:
    short_lived = known_kinds(replace(REMINDER, name="test_short", stale_after=timedelta(hours=2)))
    bob, dora = make_person("bob"), make_person("dora")
    tell(bob, now, kind=short_lived)
    tell(dora, now)
    outcomes = send_due(now + timedelta(hours=6))
    assert (outcomes["sent"], outcomes["suppressed"]) == (1, 1)
    assert notice_of(bob).reason == "too late to be of use"
    assert send_due(now + timedelta(hours=7)).total() == 0


def test_a_poll_that_closed_while_the_worker_slept_reminds_nobody(cast: Cast, now: datetime, seeding: Seeding) -> None:
    send_due(now)
    plan(POLL_CLOSES - timedelta(hours=3))
    mail.outbox.clear()
    assert send_due(POLL_CLOSES + timedelta(hours=3))["suppressed"] > 0
    with seeding():
        reminders = Notice.objects.filter(kind="poll_reminder")
        assert {each.state for each in reminders} == {NoticeState.SUPPRESSED}
