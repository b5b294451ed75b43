"""The page of what will be sent says what the planner will do, and nothing of what anybody chose for themselves."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from actions.asking import OpenAction, SetNow
from actions.fortnight import asked_until
from actions.models import Action, Quiet
from notifications.operations import stop_kind
from organisations.models import User
from sets.models import Rule
from sets.reminder_rules import USUAL
from tests.cast import NOW, Cast, entering

SignedIn = Callable[[User | None], Client]
PAGE = "/o/harbour/sets/quay/reminders/ahead/"
START = datetime(2027, 3, 1, 9, tzinfo=UTC)


def main_of(response: Any) -> str:
    """Without the head, whose form key differs each time."""
    return str(response.content.decode().partition("<main")[2])


def test_one_person_is_asked_once_in_seven_days_and_about_one_action_twice() -> None:
    actions = {
        number: OpenAction(START - timedelta(days=30), due_on=date(2027, 3, day))
        for number, day in enumerate((5, 6, 7), start=1)
    }
    found = asked_until(
        START + timedelta(days=28),
        since=START,
        actions=actions,
        plans={"plan": START - timedelta(days=1)},
        set_at=lambda _at: SetNow("Europe/London", USUAL),
    )
    assert [later.at - sooner.at >= timedelta(days=7) for sooner, later in zip(found, found[1:], strict=False)] != []
    assert all(later.at - sooner.at >= timedelta(days=7) for sooner, later in zip(found, found[1:], strict=False))
    about = [(subject, question.rule) for mail in found for subject, question in mail.about]
    assert len(about) == len(set(about))
    assert max(sum(subject == other for other, _rule in about) for subject in actions) == 2
    assert about.count(("plan", Rule.PLAN_TO_WRITE)) == 1


@pytest.mark.django_db
def test_who_is_asked_and_why_is_said_and_their_own_choice_is_not(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        Quiet.objects.all().delete()
        Action.objects.filter(pk=cast.quay.action.pk).update(due_on=date(2027, 2, 11), last_news_at=None)
    with time_machine.travel(NOW, tick=False):
        alice = signed_in(cast.alice.person)
        before = main_of(alice.get(PAGE))
        assert "is asked how it goes" in before
        assert "is reminded of the session" in before
        assert "MARKER" not in before
        with entering(cast.bob):
            Quiet.objects.create(
                organisation=cast.harbour, action=cast.quay.action, person_id=cast.bob.person_id, made_at=NOW
            )
            stop_kind("progress_nudge", person=cast.bob.person_id, at=NOW)
        assert main_of(alice.get(PAGE)) == before
