from collections import Counter
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessions.cadence import Span
from sessions.proposing import GAPS, good_hours, propose, weeks
from sessions.suggestion import Candidate, suggest
from sets.models import Cadence

UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no fault of the rule."""
LONDON, NEW_YORK, AUCKLAND = "Europe/London", "America/New_York", "Pacific/Auckland"
MONDAY = date(2027, 2, 1)


def proposed(
    first: date = MONDAY,
    *,
    rhythm: str = "four_weeks",
    wanted: int = 6,
    minutes: int = 180,
    zones: tuple[str, ...] = (LONDON,),
) -> list[Span]:
    return propose(weeks(first, rhythm=rhythm, wanted=wanted), minutes=minutes, zone=LONDON, zones=zones)


def test_six_dates_are_looked_for_among_eighteen() -> None:
    assert len(proposed()) == 18
    assert [len(proposed(wanted=wanted)) for wanted in (1, 4, 12)] == [5, 16, 24]


def test_dates_lie_around_the_rhythm_and_never_before_the_first() -> None:
    wednesday = MONDAY + timedelta(days=2)
    found = weeks(wednesday, rhythm="four_weeks", wanted=2)
    assert found[0] == [wednesday + timedelta(days=n) for n in range(3)]
    assert found[1][0] == wednesday + timedelta(weeks=4)
    assert {day.weekday() for day in found[1]} == {0, 1, 2, 3, 4}


def test_a_first_day_at_the_weekend_is_the_week_after() -> None:
    assert weeks(date(2027, 2, 6), rhythm="week", wanted=1)[0][0] == date(2027, 2, 8)


def test_a_beat_on_a_weekend_stands_for_the_week_after_it() -> None:
    sunday = date(2027, 1, 24)
    found = weeks(sunday, rhythm="four_weeks", wanted=2)
    assert [(min(each), max(each)) for each in found] == [
        (date(2027, 1, 25), date(2027, 1, 29)),
        (date(2027, 2, 22), date(2027, 2, 26)),
    ]


def test_three_hours_are_asked_for_in_the_morning_and_in_the_afternoon() -> None:
    assert good_hours(MONDAY, minutes=180, zone=LONDON, zones=[LONDON]) == [9, 14]
    assert good_hours(MONDAY, minutes=480, zone=LONDON, zones=[LONDON]) == [9]


def test_people_in_two_zones_meet_while_both_work() -> None:
    assert good_hours(MONDAY, minutes=120, zone=LONDON, zones=[LONDON, NEW_YORK]) == [14]


def test_where_no_hour_is_good_the_least_bad_are_asked_for() -> None:
    """Auckland is thirteen hours ahead: at 18:00 each of the two is two hours off, and at 06:00 three."""
    assert good_hours(date(2027, 2, 3), minutes=60, zone=LONDON, zones=[LONDON, AUCKLAND]) == [18, 6]


def test_days_that_are_left_out_are_not_asked_for() -> None:
    around = weeks(MONDAY, rhythm="week", wanted=2)
    assert not propose(
        around, minutes=60, zone=LONDON, zones=[LONDON], left_out=[day for week in around for day in week]
    )
    found = propose(around, minutes=60, zone=LONDON, zones=[LONDON], left_out=[MONDAY])
    assert MONDAY not in {each.day for each in found}


@pytest.mark.parametrize("rhythm", Cadence.values)
def test_each_rhythm_has_a_gap_that_its_own_dates_keep(rhythm: str) -> None:
    found = proposed(rhythm=rhythm)
    dates = [Candidate(each.day, each.starts_at, each.ends_at) for each in found]
    best = suggest(dates, 6, gap=GAPS[rhythm])
    assert (len(best.chosen), best.gap) == (6, GAPS[rhythm])


def test_the_hours_of_a_weekday_change_from_week_to_week() -> None:
    hours = Counter((each.day.weekday(), each.starts_at.hour) for each in proposed(rhythm="week"))
    assert len({hour for day, hour in hours if day == 0}) == 2


@UNHURRIED
@given(
    st.dates(date(2026, 1, 1), date(2036, 1, 1)),
    st.sampled_from(Cadence.values),
    st.integers(1, 12),
    st.sampled_from([60, 90, 180, 240, 480]),
    st.lists(st.sampled_from([LONDON, NEW_YORK, AUCKLAND, "Asia/Kolkata", "America/St_Johns"]), min_size=1, max_size=8),
)
def test_every_date_is_a_working_day_of_the_set_and_none_is_asked_twice(
    first: date, rhythm: str, wanted: int, minutes: int, zones: list[str]
) -> None:
    found = propose(weeks(first, rhythm=rhythm, wanted=wanted), minutes=minutes, zone=LONDON, zones=zones)
    assert found
    assert [each.starts_at for each in found] == sorted({each.starts_at for each in found})
    for each in found:
        assert each.day >= first
        assert each.day.weekday() < 5
        assert each.starts_at.astimezone(ZoneInfo(LONDON)).date() == each.day
