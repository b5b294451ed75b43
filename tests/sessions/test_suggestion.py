from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions import suggestion
from sessions.suggestion import Candidate, Cost, cost_of, is_awkward, suggest

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the rule."""
ALICE, BOB, CAM, DEE = range(4)
MONDAY = date(2027, 1, 4)
NOBODY: frozenset[int] = frozenset()


def a_date(
    day: date, hour: int = 10, *, minutes: int = 180, zones: Sequence[str] = (), **people: set[int]
) -> Candidate:
    starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    ends_at = starts_at + timedelta(minutes=minutes)
    awkward = frozenset(person for person, zone in enumerate(zones) if is_awkward(starts_at, ends_at, zone))
    said = {answer: frozenset(who) for answer, who in people.items()}
    return Candidate(day, starts_at, ends_at, **{"awkward": awkward, **said})


def mondays(*cannot: set[int]) -> list[Candidate]:
    """One a week, with those who cannot."""
    return [a_date(MONDAY + timedelta(weeks=week), cannot=who) for week, who in enumerate(cannot)]


def test_the_dates_to_which_most_can_come_are_chosen() -> None:
    assert suggest(mondays({BOB}, set(), {ALICE, CAM}, set(), {DEE}), 2, gap=7).chosen == (1, 3)


def test_nobody_is_left_out_twice_in_a_row_where_others_can_take_a_turn() -> None:
    dates = mondays({BOB}, {BOB}, {CAM}, {BOB})
    assert suggest(dates, 3, gap=7).chosen == (0, 2, 3)
    assert cost_of(dates, (0, 2, 3)).absences == 3
    assert cost_of(dates, (0, 1, 2)).absences == 4


def test_a_date_missed_once_more_after_one_that_was_met_counts_once() -> None:
    assert cost_of(mondays({BOB}, set(), {BOB}), (0, 1, 2)).absences == 2


def test_whoever_does_not_know_yet_is_no_absence_but_a_sure_date_is_better() -> None:
    unknown, sure, absent = (
        a_date(MONDAY, unknown={BOB, CAM}),
        a_date(MONDAY + timedelta(weeks=1)),
        a_date(MONDAY + timedelta(weeks=2), cannot={DEE}),
    )
    assert suggest([unknown, sure, absent], 1, gap=7).chosen == (1,)
    assert suggest([unknown, sure, absent], 2, gap=7).chosen == (0, 1)


def test_if_need_be_is_asked_of_people_only_where_nothing_better_is() -> None:
    dates = [a_date(MONDAY, if_need_be={BOB}), a_date(MONDAY + timedelta(weeks=1)), a_date(MONDAY + timedelta(weeks=2))]
    assert suggest(dates, 2, gap=7).chosen == (1, 2)
    assert suggest(dates, 3, gap=7).cost == Cost(0, 0, 1, 0)


def test_awkward_hours_are_shared_where_no_hour_is_good_for_everybody() -> None:
    """At 13:00 it is two at night in Auckland, at 20:00 it is late in London, and at 02:00 it is for two of three."""
    zones = ["Pacific/Auckland", "Europe/London", "America/New_York"]
    weeks = [MONDAY + timedelta(weeks=week) for week in range(6)]
    dates = [a_date(day, hour, minutes=60, zones=zones) for day in weeks for hour in (2, 13, 20)]
    found = suggest(dates, 6, gap=7)
    assert [dates[position].day for position in found.chosen] == weeks
    assert [sum(person in dates[position].awkward for position in found.chosen) for person in range(3)] == [3, 3, 0]
    assert found.cost == Cost(0, 0, 0, 18)


def test_of_equally_good_dates_the_earliest_are_chosen() -> None:
    assert suggest(mondays(set(), set(), set(), set()), 2, gap=7).chosen == (0, 1)


def test_the_gap_is_kept_even_where_dates_closer_together_suit_more() -> None:
    dates = [a_date(MONDAY + timedelta(days=day), cannot={BOB} if day > 7 else set()) for day in (0, 3, 6, 14)]
    found = suggest(dates, 2, gap=14)
    assert (found.chosen, found.gap) == ((0, 3), 14)


def test_the_gap_gives_way_as_far_as_it_must_to_find_enough_dates() -> None:
    dates = [a_date(MONDAY + timedelta(days=day)) for day in (0, 2, 10, 12, 20)]
    found = suggest(dates, 3, gap=14)
    assert (found.chosen, found.gap) == ((0, 2, 4), 10)


def test_two_meetings_never_overlap_and_what_is_left_is_fewer_dates() -> None:
    dates = [a_date(MONDAY, 9), a_date(MONDAY, 11), a_date(MONDAY, 12)]
    found = suggest(dates, 3, gap=7)
    assert (found.chosen, found.gap) == ((0, 2), 0)


@pytest.mark.parametrize("wanted", [0, 3])
def test_no_dates_are_suggested_where_there_are_none(wanted: int) -> None:
    assert suggest([], wanted, gap=7).chosen == ()
    assert suggest(mondays({BOB}), 0, gap=7).chosen == ()


@pytest.mark.parametrize(
    ("starts_at", "minutes", "zone", "awkward"),
    [
        (datetime(2027, 1, 4, 8, tzinfo=UTC), 600, "Europe/London", False),
        (datetime(2027, 1, 4, 7, 59, tzinfo=UTC), 60, "Europe/London", True),
        (datetime(2027, 1, 4, 15, 30, tzinfo=UTC), 180, "Europe/London", True),
        (datetime(2027, 7, 5, 7, tzinfo=UTC), 60, "Europe/London", False),  # eight in summer
        (datetime(2027, 1, 4, 13, tzinfo=UTC), 180, "America/New_York", False),
        (datetime(2027, 1, 4, 9, tzinfo=UTC), 24 * 60, "Europe/London", True),
    ],
)
def test_hours_are_awkward_before_eight_and_after_six_of_ones_own_clock(
    starts_at: datetime, minutes: int, zone: str, awkward: bool
) -> None:
    assert is_awkward(starts_at, starts_at + timedelta(minutes=minutes), zone) is awkward


@st.composite
def polls(draw: st.DrawFn) -> tuple[list[Candidate], int, int]:
    people = draw(st.integers(1, 5))
    some = st.sets(st.integers(0, people - 1)).map(frozenset)
    moments = draw(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), min_size=1, max_size=9, unique=True))
    dates = []
    for days, hour in sorted(moments):
        day = MONDAY + timedelta(days=days)
        starts_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
        cannot, unknown, if_need_be = draw(some), draw(some), draw(some)
        dates.append(
            Candidate(
                day,
                starts_at,
                starts_at + timedelta(hours=3),
                cannot if draw(st.booleans()) else NOBODY,
                unknown - cannot if draw(st.booleans()) else NOBODY,
                if_need_be - cannot - unknown if draw(st.booleans()) else NOBODY,
                draw(some),
            )
        )
    return dates, draw(st.integers(1, 5)), draw(st.integers(0, 14))


def fits(dates: Sequence[Candidate], gap: int) -> bool:
    return all(
        (after.day - before.day).days >= gap and after.starts_at >= before.ends_at for before, after in pairwise(dates)
    )


def tried_all(dates: Sequence[Candidate], wanted: int, gap: int) -> tuple[Cost, tuple[int, ...], int]:
    """The rule read aloud: every combination is tried."""
    for fewer, days in [(wanted, days) for days in range(gap, -1, -1)] + [(n, 0) for n in range(wanted - 1, -1, -1)]:
        found = [
            (cost_of(dates, chosen), chosen)
            for chosen in combinations(range(len(dates)), fewer)
            if fits([dates[position] for position in chosen], days)
        ]
        if found:
            return (*min(found), days)
    raise AssertionError("no date at all is always possible")


@UNHURRIED
@given(polls())
def test_the_suggestion_is_what_trying_all_combinations_finds(poll: tuple[list[Candidate], int, int]) -> None:
    dates, wanted, gap = poll
    found = suggest(dates, wanted, gap=gap)
    assert (found.cost, found.chosen, found.gap) == tried_all(dates, wanted, gap)


@UNHURRIED
@given(polls())
def test_out_of_patience_only_the_hours_may_be_less_fair(poll: tuple[list[Candidate], int, int]) -> None:
    dates, wanted, gap = poll
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suggestion, "PATIENCE", 0)
        hasty = suggest(dates, wanted, gap=gap)
    assert hasty.cost[:3] == tried_all(dates, wanted, gap)[0][:3]
    assert fits([dates[position] for position in hasty.chosen], hasty.gap)
