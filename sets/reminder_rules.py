"""What is usual: which reminders and questions a set has, and how many days before or after what they are about.

A set that differs has a row of `ReminderRule` for it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sets.models.reminder_rule import ReminderRule, Rule


@dataclass(frozen=True)
class Setting:
    """How one rule stands in one set."""

    rule: Rule
    days: int
    """Before the day that it is about, or after it; nought is the day itself."""
    is_on: bool = True
    least: int = 0
    most: int = 0
    """Between which numbers a set may choose; equal where it may not."""


USUAL = {
    each.rule: each
    for each in (
        Setting(Rule.SESSION_REMINDER, days=2, least=1, most=7),
        Setting(Rule.REMINDER_DRAFT, days=4, is_on=False, least=2, most=10),
        Setting(Rule.PLAN_TO_WRITE, days=2, least=1, most=7),
        Setting(Rule.HALF_WAY, days=0),
        Setting(Rule.DUE_SOON, days=3, least=1, most=7),
        Setting(Rule.DUE_TODAY, days=0),
        Setting(Rule.OVERDUE, days=3, least=1, most=14),
        Setting(Rule.BEFORE_SESSION, days=3, least=1, most=7),
    )
}


def settings_of(rows: Iterable[ReminderRule]) -> dict[Rule, Setting]:
    """How every rule stands in the set whose rows these are."""
    settings = dict(USUAL)
    for row in rows:
        rule = Rule(row.rule)
        days = USUAL[rule].days if row.days is None else row.days
        settings[rule] = replace(USUAL[rule], days=days, is_on=row.off_at is None)
    return settings


def read_as(settings: Mapping[Rule, Setting]) -> str:
    """A mark of what somebody read, by which is known later whether it still stands."""
    return " ".join(f"{each.days}{'' if each.is_on else '-'}" for each in settings.values())
