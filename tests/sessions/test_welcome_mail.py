"""The one mail before a member's own first meeting."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail

from notifications.planner import plan
from notifications.sender import send_due
from organisations.models import Membership
from sessions.models import Session
from sets import operations
from sets.models import Circle, LearningSet, Moment, Score, SetMembership, Statement
from tests.cast import NOW, Cast, entering
from tests.sets.tide import FIRST, found_tide, plan_first


@pytest.fixture
def tide(cast: Cast) -> LearningSet:
    tide, _kim = found_tide(cast)
    plan_first(tide, cast)
    return tide


def _do_everything(tide: LearningSet, who: Membership) -> None:
    with entering(who):
        operations.read_pack(tide, by=who, at=NOW)
        operations.write_bio(tide, "I run the night shift.", by=who, at=NOW)
        operations.write_aim(tide, "To say no.", circle=Circle.AUTHOR, by=who, at=NOW)
        scores = dict.fromkeys(Statement, Score.NOT_YET)
        operations.rate(tide, Moment.START, scores, first_meeting=FIRST, by=who, at=NOW)


THREE_DAYS_BEFORE = FIRST - timedelta(days=3)


def _mails(now: datetime) -> list[str]:
    plan(now)
    mail.outbox.clear()
    send_due(now)
    return sorted(f"{each.to[0]} {each.subject}" for each in mail.outbox if "before you first meet" in each.subject)


def test_three_days_before_a_first_meeting_one_mail_reminds_whoever_has_something_left(
    cast: Cast, tide: LearningSet
) -> None:
    assert _mails(THREE_DAYS_BEFORE - timedelta(minutes=1)) == []
    _do_everything(tide, cast.bob)
    assert _mails(THREE_DAYS_BEFORE) == ["kim@harbour.example Set meeting: before you first meet"]
    (sent,) = (each for each in mail.outbox if "before you first meet" in each.subject)
    assert "You first meet Tide on Thursday 4 February, 09:00. Four short things are left to do before." in sent.body
    assert "One of them can only be done before you meet." in sent.body
    assert "http://localhost:8000/o/harbour/sets/tide/welcome/" in sent.body
    assert _mails(THREE_DAYS_BEFORE + timedelta(hours=1)) == []
    with entering(cast.bob):
        operations.write_bio(tide, "", by=cast.bob, at=NOW)
    with entering(cast.alice):
        Session.objects.filter(learning_set=tide).update(
            starts_at=FIRST + timedelta(days=2), ends_at=FIRST + timedelta(days=2, hours=3)
        )
    assert _mails(THREE_DAYS_BEFORE + timedelta(days=2)) == []


def test_the_mail_waits_for_the_morning_and_goes_to_nobody_who_has_done_it_meanwhile(
    cast: Cast, tide: LearningSet
) -> None:
    first = FIRST.replace(hour=2)
    with entering(cast.alice):
        Session.objects.filter(learning_set=tide).update(starts_at=first)
    night = first - timedelta(days=3)
    assert _mails(night) == []
    _do_everything(tide, cast.bob)
    assert _mails(night + timedelta(hours=8)) == ["kim@harbour.example Set meeting: before you first meet"]


def test_whoever_came_in_today_has_met_before_or_has_left_gets_no_such_mail(
    cast: Cast, tide: LearningSet, seeding: Callable
) -> None:
    bob, kim = (SetMembership.objects.filter(learning_set=tide, membership__name=name) for name in ("Bob", "Kim"))
    with seeding():
        Session.objects.filter(learning_set=tide).update(number=2)
        bob.update(started_at=THREE_DAYS_BEFORE - timedelta(hours=23))
        kim.update(started_at=NOW - timedelta(days=30))
    earlier = plan_first(tide, cast, at=FIRST + timedelta(days=28))
    with seeding():
        Session.objects.filter(pk=earlier.pk).update(starts_at=NOW - timedelta(days=20))
    assert _mails(THREE_DAYS_BEFORE) == []
    with seeding():
        Session.objects.filter(pk=earlier.pk).update(cancelled_at=NOW)
        kim.update(ended_at=NOW)
    assert _mails(THREE_DAYS_BEFORE) == []
    with seeding():
        kim.update(ended_at=None)
    assert _mails(THREE_DAYS_BEFORE) == ["kim@harbour.example Set meeting: before you first meet"]
