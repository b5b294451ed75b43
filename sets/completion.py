"""When somebody has completed: judged from the meetings that they came to, and from nothing else that they did.

A rule says how many meetings to attend out of how many, and so how many may be missed. Nothing here knows who
presented, wrote an action or agreed to ground rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

TAKEN_BACK_WITHIN = timedelta(days=7)
"""Of deciding on a rule, also where people are judged by it already: a slip of the pen must not stand for ever."""


class State(StrEnum):
    COMPLETE = "complete"
    ON_COURSE = "on_course"
    AT_RISK = "at_risk"
    """It can still be met, if no more meetings are missed."""
    MISSED = "missed"
    LEFT = "left"
    """They left the set before it was met."""


@dataclass(frozen=True)
class Rule:
    attend: int
    sessions: int

    @property
    def spare(self) -> int:
        """How many meetings may be missed."""
        return self.sessions - self.attend

    @property
    def half(self) -> int:
        """What is asked of somebody who came into the set late, at least."""
        return (self.attend + 1) // 2


@dataclass(frozen=True)
class Course:
    """One person's way through one set so far, counted in meetings. Cancelled ones are none of them.

    Of those that are over: `came`; `away`, also after they had left; `unmarked` where nobody has said yet; and `before` they
    first came into the set. `ahead` are those with a date to come.
    """

    came: int
    away: int = 0
    unmarked: int = 0
    before: int = 0
    ahead: int = 0
    is_closed: bool = False
    has_left: bool = False


@dataclass(frozen=True)
class Standing:
    """How somebody stands: `needed` to come to, of which they came to `came`; up to `left` more they can come to."""

    state: State
    came: int
    needed: int
    left: int

    @property
    def lacking(self) -> int:
        return max(0, self.needed - self.came)

    @property
    def spare(self) -> int:
        """How many of those to come they can still miss."""
        return self.left - self.lacking


def judge(rule: Rule, course: Course) -> Standing:
    """How this course stands under this rule.

    While the set is open, meetings that the rule counts on and that have no date yet are still to come: one that was
    cancelled will be made up. Once it is closed, what it did not hold and what nobody marked counts against nobody.
    """
    needed = max(rule.attend - course.before, rule.half)
    left = 0
    if course.is_closed:
        offered = course.came + course.away + course.before
        needed = max(1, needed - max(0, rule.sessions - offered))
    elif not course.has_left:
        known = course.came + course.away + course.unmarked + course.before + course.ahead
        left = course.unmarked + course.ahead + max(0, rule.sessions - known)
    return Standing(_state(rule, course, needed=needed, left=left), course.came, needed, left)


def _state(rule: Rule, course: Course, *, needed: int, left: int) -> State:
    if course.came >= needed:
        return State.COMPLETE
    if course.has_left:
        return State.LEFT
    spare = course.came + left - needed
    if spare < 0:
        return State.MISSED
    # Where every meeting has to be attended from the first day on, nobody is at risk by that alone.
    return State.AT_RISK if spare == 0 and (rule.spare or course.away) else State.ON_COURSE


@dataclass(frozen=True)
class Dated:
    """A rule of a programme, or of all sets that have none of their own, from a day on."""

    pk: int
    programme: int | None
    valid_from: date
    rule: Rule

    @property
    def begins(self) -> datetime:
        """By UTC, whatever zone the organisation is in: one that moved to another would judge by another rule."""
        return datetime.combine(self.valid_from, time(0), UTC)


def rule_at_beginning(rules: Iterable[Dated], *, programme: int | None, began_at: datetime) -> Dated | None:
    """The rule by which a set is judged for ever: the newest that held when it began; one of its programme goes before."""
    held = [each for each in rules if each.begins <= began_at and each.programme in (None, programme)]
    return max(held, key=lambda each: (each.programme is not None, each.valid_from), default=None)


@dataclass(frozen=True)
class Begun:
    """A set that runs or ran, and who was ever a member of it."""

    name: str
    programme: int | None
    began_at: datetime
    people: frozenset[int]


@dataclass(frozen=True)
class Judged:
    people: int
    sets: int


@dataclass(frozen=True)
class Effect:
    """What comes of a rule: who is judged by it at once, and which sets began by another, which they keep."""

    judged: Judged
    kept: Sequence[str]


def judges(rule: Dated, *, among: Iterable[Dated], begun: Iterable[Begun]) -> Judged:
    """How many people in how many sets this one of all rules judges."""
    return _together(each for each in begun if _holds(among, each) == rule)


def effect_of(new: Dated, *, among: Sequence[Dated], begun: Iterable[Begun]) -> Effect:
    taken = [each for each in begun if _holds([*among, new], each) == new]
    return Effect(
        judged=_together(each for each in taken if _holds(among, each) is None),
        kept=[each.name for each in taken if _holds(among, each)],
    )


def _holds(rules: Iterable[Dated], each: Begun) -> Dated | None:
    return rule_at_beginning(rules, programme=each.programme, began_at=each.began_at)


def _together(sets: Iterable[Begun]) -> Judged:
    sets = list(sets)
    return Judged(len(frozenset[int]().union(*(each.people for each in sets))), len(sets))
