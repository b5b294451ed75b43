"""When somebody is asked how an action goes, and why: exact, and without a database.

The planner finds by index what may be due; whether a question stands is decided here, when its mail is about to go.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from alsweb.lib.time import nearest_instant
from sets.models import Rule
from sets.reminder_rules import Setting

QUIET_AFTER_NEWS = timedelta(days=7)
"""Whoever has answered is not asked again so soon."""
MOST_ABOUT_ONE = 2
"""How often one action is asked about at all; for each reason once, and for a plan that is not written once."""
STANDS = timedelta(days=14)
"""How long a question stands that nothing else ends: its mail may have to wait for its week, behind another
organisation's, and then for somebody's hours."""
TOO_SOON = {
    Rule.DUE_SOON: timedelta(days=7),
    Rule.BEFORE_SESSION: timedelta(days=7),
    Rule.HALF_WAY: timedelta(days=3),
    Rule.DUE_TODAY: timedelta(days=3),
    Rule.OVERDUE: timedelta(days=3),
}
"""How long after deciding nobody is asked yet. What is to be done within days is asked about when its day is there."""


@dataclass(frozen=True)
class OpenAction:
    """What is known of an action that is neither done nor let go."""

    decided_at: datetime
    due_on: date | None = None
    last_news_at: datetime | None = None
    half_way_at: datetime | None = None
    ask_again_on: date | None = None
    """The day that its owner chose when they were asked; until then they are not."""
    put_off_at: datetime | None = None
    """When they chose it."""


@dataclass(frozen=True)
class SetNow:
    """The set that an action belongs to: its clock, its rules and its meetings before and after now."""

    zone: str
    settings: Mapping[Rule, Setting]
    last_starts_at: datetime | None = None
    next_starts_at: datetime | None = None


@dataclass(frozen=True)
class Question:
    """Why one action is asked about, from when on and until when."""

    rule: Rule | None
    """None where its owner wanted to be asked again."""
    begins: datetime
    ends: datetime


def question_about(action: OpenAction, of: SetNow, *, at: datetime) -> Question | None:
    """The most pressing reason to ask about it at this moment; None where there is none, or where it was answered."""
    if action.ask_again_on and at < _midnight(action.ask_again_on, of.zone):
        return None
    return next((each for each in questions_about(action, of) if each.begins <= at < each.ends), None)


def questions_about(action: OpenAction, of: SetNow) -> Iterator[Question]:
    """Every question that stands at some moment, as far as is known now; the most pressing first."""
    for question in _by_rule(action, of):
        if question.rule is None:
            if action.last_news_at is None or action.put_off_at is None or action.last_news_at < action.put_off_at:
                yield question
        elif of.settings[question.rule].is_on and _is_unanswered(action, of, question):
            yield question


def plan_question(since: datetime, of: SetNow, *, at: datetime) -> Question | None:
    """Whether to ask for a plan that was to be written: presented, or put off, at `since`. Asked once, by the caller's count."""
    question = plan_question_of(since, of)
    return question if question and question.begins <= at < question.ends else None


def plan_question_of(since: datetime, of: SetNow) -> Question | None:
    """The one question about a plan, whenever it stands; None where the set has turned it off."""
    setting = of.settings[Rule.PLAN_TO_WRITE]
    if not setting.is_on:
        return None
    begins = since + timedelta(days=setting.days)
    return Question(Rule.PLAN_TO_WRITE, begins, begins + STANDS)


def _by_rule(action: OpenAction, of: SetNow) -> Iterator[Question]:
    days = {rule: timedelta(days=setting.days) for rule, setting in of.settings.items()}
    if action.due_on:
        overdue = _midnight(action.due_on + days[Rule.OVERDUE], of.zone)
        due = _midnight(action.due_on, of.zone)
        yield Question(Rule.OVERDUE, overdue, overdue + STANDS)
        # Until the next reason to ask about the same day.
        yield Question(
            Rule.DUE_TODAY, due, min(overdue, due + STANDS) if of.settings[Rule.OVERDUE].is_on else due + STANDS
        )
        yield Question(Rule.DUE_SOON, _midnight(action.due_on - days[Rule.DUE_SOON], of.zone), due)
    if action.ask_again_on:
        again = _midnight(action.ask_again_on, of.zone)
        yield Question(None, again, again + STANDS)
    if of.next_starts_at:
        yield Question(Rule.BEFORE_SESSION, of.next_starts_at - days[Rule.BEFORE_SESSION], of.next_starts_at)
        if action.half_way_at:
            ends = min(of.next_starts_at, action.half_way_at + STANDS)
            yield Question(Rule.HALF_WAY, action.half_way_at, ends)


def _is_unanswered(action: OpenAction, of: SetNow, question: Question) -> bool:
    assert question.rule is not None
    if question.begins - action.decided_at < TOO_SOON[question.rule]:
        return False
    if action.last_news_at is None:
        return True
    if question.rule is Rule.HALF_WAY:
        return action.last_news_at < action.decided_at
    if question.rule is Rule.BEFORE_SESSION and of.last_starts_at and action.last_news_at >= of.last_starts_at:
        return False
    return action.last_news_at <= question.begins - QUIET_AFTER_NEWS


def _midnight(day: date, zone: str) -> datetime:
    return nearest_instant(day, time(), zone)
