"""A year after it was told a notice is gone, and nothing else is; a replay of that time adds nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from alsweb.lib.tenancy.scope import scope
from notifications import operations
from notifications.kinds import Kind
from notifications.models import InboxSeen
from notifications.outbox import Due, plan_many
from notifications.planner import plan
from notifications.sender import send_due
from notifications.tidying import tidy
from tests.notifications.conftest import HARBOUR, NUDGE, REMINDER, later, make_person, notices_of, tell

pytestmark = pytest.mark.django_db


def test_what_was_settled_over_a_year_ago_goes_and_no_replay_brings_it_back(
    known_kinds: Callable[[Kind], Kind], now: datetime
) -> None:
    bob = make_person("bob")

    def due(at: datetime) -> int:
        return plan_many([Due(REMINDER.name, "session:1", "1", at, HARBOUR, bob.pk)])

    known_kinds(replace(REMINDER, plan=due))
    plan(now)
    tell(bob, now, kind=NUDGE)
    send_due(now)
    tell(bob, now, subject="session:waits")
    with scope(person=bob.pk, organisation=HARBOUR):
        operations.see_inbox(person=bob.pk, organisation=HARBOUR, until=now)
    assert tidy(later(now, days=366)) == 0
    tell(bob, later(now, days=300), subject="session:new")
    a_year_on = later(now, days=366, seconds=1)

    assert tidy(a_year_on) == 2
    assert tidy(a_year_on) == 0
    assert [each.subject for each in notices_of(bob)] == ["session:waits", "session:new"]
    with scope(person=bob.pk):
        assert not InboxSeen.objects.exists()
    assert plan(now) == {}
    assert plan(a_year_on)[REMINDER.name] == 1


def test_nobody_tidies_from_within_a_scope(now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now)
    send_due(now)
    with scope(person=bob.pk, organisation=HARBOUR):
        assert tidy(later(now, days=400)) == 0
    assert len(notices_of(bob)) == 1
