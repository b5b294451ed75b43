"""Who has completed: judged from meetings attended alone, by a table and by trying out every way the rest could go."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sets.completion import Begun, Course, Dated, Judged, Rule, State, effect_of, judge, rule_at_beginning

FIVE_OF_SIX = Rule(5, 6)


@pytest.mark.parametrize(
    ("course", "state", "needed", "left"),
    [
        (Course(came=0), State.ON_COURSE, 5, 6),
        (Course(came=5), State.COMPLETE, 5, 1),
        (Course(came=4, away=1, ahead=1), State.AT_RISK, 5, 1),
        (Course(came=3, away=2), State.MISSED, 5, 1),
        (Course(came=4, unmarked=1), State.ON_COURSE, 5, 2),
        (Course(came=7), State.COMPLETE, 5, 0),
        # More meetings than the rule counts on are more chances.
        (Course(came=3, away=3, ahead=2), State.AT_RISK, 5, 2),
        # A set that closed after five, because one was cancelled, asks for four.
        (Course(came=4, away=1, is_closed=True), State.COMPLETE, 4, 0),
        (Course(came=3, away=2, is_closed=True), State.MISSED, 4, 0),
        (Course(came=0, is_closed=True), State.MISSED, 1, 0),
        # In since the third meeting: three of the four since then.
        (Course(came=3, before=2, away=1), State.COMPLETE, 3, 0),
        # In since the last one: half of what is asked is more than there is.
        (Course(came=1, before=5), State.MISSED, 3, 0),
        (Course(came=4, away=1, has_left=True), State.LEFT, 5, 0),
        (Course(came=5, away=1, has_left=True), State.COMPLETE, 5, 0),
    ],
)
def test_how_somebody_stands(course: Course, state: State, needed: int, left: int) -> None:
    standing = judge(FIVE_OF_SIX, course)
    assert (standing.state, standing.needed, standing.left) == (state, needed, left)


def test_where_all_are_asked_for_nobody_is_at_risk_by_that_alone() -> None:
    assert judge(Rule(6, 6), Course(came=2)).state is State.ON_COURSE
    assert judge(Rule(6, 6), Course(came=2, away=1)).state is State.MISSED


unhurried = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
rules = some.integers(1, 8).flatmap(lambda n: some.builds(Rule, some.integers(1, n), some.just(n)))
few = some.integers(0, 3)
courses = some.builds(Course, few, few, few, few, few, some.booleans(), some.booleans())


def naive(rule: Rule, course: Course) -> State:
    """By going through every way in which the meetings that are left could go, one at a time."""
    needed = rule.attend
    for _each in range(course.before):
        needed = needed - 1 if needed - 1 >= rule.attend / 2 else needed
    meetings = ["came"] * course.came + ["away"] * course.away + ["before"] * course.before
    if course.is_closed:
        while len(meetings) < rule.sessions:
            meetings.append("never held")
            needed -= 1
        needed = max(needed, 1)
    if meetings.count("came") >= needed:
        return State.COMPLETE
    if course.has_left:
        return State.LEFT
    open_ones = 0 if course.is_closed else course.unmarked + course.ahead
    while not course.is_closed and len(meetings) + open_ones < rule.sessions:
        open_ones += 1
    met = [ways.count(True) + course.came >= needed for ways in product([True, False], repeat=open_ones)]
    if not any(met):
        return State.MISSED
    all_but_one = any(
        ways.count(False) == 1 and ways.count(True) + course.came >= needed
        for ways in product([True, False], repeat=open_ones)
    )
    return State.ON_COURSE if all_but_one or (rule.attend == rule.sessions and not course.away) else State.AT_RISK


@unhurried
@given(rule=rules, course=courses)
def test_a_naive_way_of_judging_says_the_same(rule: Rule, course: Course) -> None:
    assert judge(rule, course).state is naive(rule, course)


ORDER = (State.MISSED, State.AT_RISK, State.ON_COURSE, State.COMPLETE)


@unhurried
@given(rule=rules, course=courses)
def test_having_come_never_makes_it_worse_and_closing_takes_nothing_back(rule: Rule, course: Course) -> None:
    course = replace(course, has_left=False)
    state = judge(rule, course).state
    if course.away:
        instead = judge(rule, replace(course, came=course.came + 1, away=course.away - 1)).state
        assert ORDER.index(instead) >= ORDER.index(state)
    if state is State.COMPLETE:
        assert judge(rule, replace(course, is_closed=True)).state is State.COMPLETE


@unhurried
@given(rule=rules, course=courses)
def test_a_meeting_that_is_cancelled_counts_against_nobody(rule: Rule, course: Course) -> None:
    """Of those that the rule counts on, that is: one more than these was a chance that nobody was promised."""
    course = replace(course, has_left=False, is_closed=False)
    known = course.came + course.away + course.unmarked + course.before + course.ahead
    if course.ahead and known <= rule.sessions:
        assert judge(rule, replace(course, ahead=course.ahead - 1)) == judge(rule, course)


def on(day: int) -> datetime:
    return datetime(2027, 3, day, 9, 0, tzinfo=UTC)


EVERY = Dated(1, None, date(2027, 3, 1), FIVE_OF_SIX)
LATER = Dated(2, None, date(2027, 3, 10), Rule(4, 6))
OF_DOCKS = Dated(3, 7, date(2027, 3, 5), Rule(3, 6))


@pytest.mark.parametrize(
    ("programme", "day", "rule"),
    [
        (None, 1, EVERY),
        (None, 9, EVERY),
        (None, 10, LATER),
        (7, 4, EVERY),
        (7, 5, OF_DOCKS),
        (7, 12, OF_DOCKS),
        (8, 12, LATER),
    ],
)
def test_a_set_is_judged_by_the_rule_that_held_when_it_began(programme: int | None, day: int, rule: Dated) -> None:
    found = rule_at_beginning([EVERY, LATER, OF_DOCKS], programme=programme, began_at=on(day))
    assert found == rule


def test_a_rule_reaches_back_to_sets_without_one_and_to_no_other() -> None:
    begun = [
        Begun("Quay", None, on(2), frozenset({1, 2})),
        Begun("Dock 1", 7, on(6), frozenset({2, 3})),
        Begun("Dock 2", 7, on(11), frozenset({4})),
    ]
    assert effect_of(EVERY, among=[], begun=begun).judged == Judged(people=4, sets=3)
    late = effect_of(EVERY, among=[OF_DOCKS], begun=begun)
    assert (late.judged, late.kept) == (Judged(people=2, sets=1), [])
    assert effect_of(OF_DOCKS, among=[EVERY], begun=begun).kept == ["Dock 1", "Dock 2"]
    assert effect_of(LATER, among=[EVERY, OF_DOCKS], begun=begun).judged == Judged(0, 0)
