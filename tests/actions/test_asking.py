"""When and why somebody is asked: by the calendar alone, without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.asking import OpenAction, SetNow, plan_question, question_about, questions_about
from sets.models import Rule
from sets.reminder_rules import USUAL

LONDON = SetNow(
    "Europe/London",
    USUAL,
    last_starts_at=datetime(2027, 3, 1, 9, tzinfo=UTC),
    next_starts_at=datetime(2027, 4, 12, 8, tzinfo=UTC),
)
DECIDED = datetime(2027, 3, 1, 12, tzinfo=UTC)
ACTION = OpenAction(DECIDED, due_on=date(2027, 3, 28), half_way_at=datetime(2027, 3, 22, 10, tzinfo=UTC))


def rule_at(action: OpenAction, at: datetime, of: SetNow = LONDON) -> Rule | None:
    question = question_about(action, of, at=at)
    return question.rule if question else None


@pytest.mark.parametrize(
    ("at", "rule"),
    [
        (datetime(2027, 3, 21, tzinfo=UTC), None),
        (datetime(2027, 3, 22, 10, tzinfo=UTC), Rule.HALF_WAY),
        (datetime(2027, 3, 24, 23, 59, tzinfo=UTC), Rule.HALF_WAY),
        (datetime(2027, 3, 25, tzinfo=UTC), Rule.DUE_SOON),
        (datetime(2027, 3, 28, tzinfo=UTC), Rule.DUE_TODAY),
        (datetime(2027, 3, 30, 22, 59, tzinfo=UTC), Rule.DUE_TODAY),
        (datetime(2027, 3, 30, 23, tzinfo=UTC), Rule.OVERDUE),  # midnight in London, an hour earlier since the 28th
        (datetime(2027, 4, 8, tzinfo=UTC), Rule.OVERDUE),
        (datetime(2027, 4, 13, 22, 59, tzinfo=UTC), Rule.OVERDUE),
        (datetime(2027, 4, 13, 23, tzinfo=UTC), None),
    ],
)
def test_an_action_is_asked_about_for_its_most_pressing_reason(at: datetime, rule: Rule | None) -> None:
    assert rule_at(ACTION, at) is rule


def test_whoever_has_answered_is_not_asked() -> None:
    told = replace(ACTION, last_news_at=datetime(2027, 3, 20, tzinfo=UTC))
    assert [each.rule for each in questions_about(told, LONDON)] == [Rule.OVERDUE, Rule.DUE_TODAY]


def test_what_was_decided_a_moment_ago_is_not_asked_about_before_its_day() -> None:
    soon = OpenAction(DECIDED, due_on=date(2027, 3, 4))
    asked = {each.rule for each in questions_about(soon, LONDON)}
    assert asked == {Rule.OVERDUE, Rule.BEFORE_SESSION}


def test_put_off_it_waits_for_its_day_and_is_then_asked_about_whatever_is_due() -> None:
    put_off = OpenAction(DECIDED, ask_again_on=date(2027, 3, 18), put_off_at=datetime(2027, 3, 10, tzinfo=UTC))
    assert question_about(put_off, LONDON, at=datetime(2027, 3, 17, 23, tzinfo=UTC)) is None
    again = question_about(put_off, LONDON, at=datetime(2027, 3, 18, tzinfo=UTC))
    assert again
    assert again.rule is None
    answered = replace(put_off, last_news_at=datetime(2027, 3, 11, tzinfo=UTC))
    assert question_about(answered, LONDON, at=datetime(2027, 3, 18, tzinfo=UTC)) is None
    early = replace(ACTION, ask_again_on=date(2027, 4, 1), put_off_at=datetime(2027, 3, 20, tzinfo=UTC))
    assert rule_at(early, datetime(2027, 3, 28, tzinfo=UTC)) is None


def test_a_rule_that_a_set_turned_off_asks_nobody_and_days_are_its_own() -> None:
    rules = {**USUAL, Rule.HALF_WAY: replace(USUAL[Rule.HALF_WAY], is_on=False)}
    rules[Rule.DUE_SOON] = replace(USUAL[Rule.DUE_SOON], days=1)
    ours = replace(LONDON, settings=rules)
    assert rule_at(ACTION, datetime(2027, 3, 23, tzinfo=UTC), ours) is None
    assert rule_at(ACTION, datetime(2027, 3, 26, tzinfo=UTC), ours) is None
    assert rule_at(ACTION, datetime(2027, 3, 27, tzinfo=UTC), ours) is Rule.DUE_SOON


def test_a_plan_is_asked_for_two_days_after() -> None:
    assert plan_question(DECIDED, LONDON, at=DECIDED + timedelta(days=2) - timedelta(seconds=1)) is None
    assert plan_question(DECIDED, LONDON, at=DECIDED + timedelta(days=2))
    assert plan_question(DECIDED, LONDON, at=DECIDED + timedelta(days=16)) is None


MOMENTS = st.integers(0, 364 * 24 * 60).map(
    lambda minutes: datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))


@settings(max_examples=200, deadline=None)
@given(
    decided_at=MOMENTS,
    due_on=st.none() | DAYS,
    news=st.none() | MOMENTS,
    half_way_at=st.none() | MOMENTS,
    next_starts_at=st.none() | MOMENTS,
    zone=st.sampled_from(["Europe/London", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/New_York"]),
    at=MOMENTS,
)
def test_nobody_is_asked_within_three_days_of_deciding_nor_after_news_since_the_reason(
    decided_at: datetime,
    due_on: date | None,
    news: datetime | None,
    half_way_at: datetime | None,
    next_starts_at: datetime | None,
    zone: str,
    at: datetime,
) -> None:
    action = OpenAction(decided_at, due_on, news, half_way_at)
    question = question_about(action, SetNow(zone, USUAL, None, next_starts_at), at=at)
    if question:
        assert question.begins <= at < question.ends
        assert question.begins - decided_at >= timedelta(days=3)
        assert news is None or news <= question.begins
