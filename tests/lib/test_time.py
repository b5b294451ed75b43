from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alsweb.lib.time import NoSuchTime, TimeHappensTwice, days_until, in_zone, instant, zone_names


@pytest.mark.parametrize(
    ("day", "at", "zone"),
    [
        (date(2027, 3, 28), time(1, 30), "Europe/London"),
        (date(2027, 3, 28), time(2, 30), "Europe/Berlin"),
        (date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe"),  # half an hour
        (date(2011, 12, 30), time(12, 0), "Pacific/Apia"),  # a whole day
    ],
)
def test_a_time_that_the_clocks_jump_over_is_none(day: date, at: time, zone: str) -> None:
    with pytest.raises(NoSuchTime):
        instant(day, at, zone)


@pytest.mark.parametrize(
    ("day", "at", "zone"),
    [
        (date(2027, 10, 31), time(1, 30), "Europe/London"),
        (date(2027, 10, 31), time(2, 30), "Europe/Berlin"),
        (date(2027, 4, 4), time(1, 45), "Australia/Lord_Howe"),
    ],
)
def test_a_time_that_happens_twice_is_not_chosen_for_anybody(day: date, at: time, zone: str) -> None:
    with pytest.raises(TimeHappensTwice):
        instant(day, at, zone)


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 28), time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2027, 10, 31), time(0, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (date(2027, 10, 31), time(2, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_edges_of_the_change_are_plain_times(day: date, at: time, utc: datetime) -> None:
    assert instant(day, at, "Europe/London") == utc


def test_days_are_counted_by_midnights_where_one_is() -> None:
    late, early = datetime(2027, 2, 1, 23, 30, tzinfo=UTC), datetime(2027, 2, 2, 0, 30, tzinfo=UTC)
    assert days_until(early, now=late, zone="Europe/London") == 1
    assert days_until(early, now=late, zone="Asia/Tokyo") == 0


# Over all zones and years

EVERY_ZONE = st.sampled_from(zone_names())
EVERY_DAY = st.dates(date(1980, 1, 1), date(2099, 12, 31))
EVERY_TIME = st.times().map(lambda each: each.replace(microsecond=0))


@settings(deadline=None, max_examples=500)
@given(zone=EVERY_ZONE, day=EVERY_DAY, at=EVERY_TIME)
def test_the_wall_time_read_back_is_the_one_agreed(zone: str, day: date, at: time) -> None:
    _judge(zone, datetime.combine(day, at))


@settings(deadline=None, max_examples=300)
@given(zone=EVERY_ZONE, year=st.integers(1980, 2099), number=st.integers(0, 20), minutes=st.integers(-240, 240))
def test_around_each_change_of_clock_there_is_one_instant_or_none_or_two(
    zone: str, year: int, number: int, minutes: int
) -> None:
    changes = changes_of_clock(zone, year)
    assume(changes)
    change = changes[number % len(changes)]
    for offset in (_offset(change - QUARTER, zone), _offset(change, zone)):
        _judge(zone, change.replace(tzinfo=None) + offset + timedelta(minutes=minutes))


def test_the_changes_that_are_looked_at_are_those_of_the_zone() -> None:
    assert changes_of_clock("Europe/London", 2027) == [
        datetime(2027, 3, 28, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 1, tzinfo=UTC),
    ]
    assert changes_of_clock("Asia/Kolkata", 2027) == []


def _judge(zone: str, wall: datetime) -> None:
    """Against a search through every offset that a place has had since 1980: how many instants show this wall time?"""
    told = [
        at
        for quarters in range(-4 * 16, 4 * 16 + 1)
        if in_zone(at := wall.replace(tzinfo=UTC) - quarters * QUARTER, zone).replace(tzinfo=None, fold=0) == wall
    ]
    if len(told) == 1:
        assert instant(wall.date(), wall.time(), zone) == told[0]
    else:
        with pytest.raises(TimeHappensTwice if told else NoSuchTime):
            instant(wall.date(), wall.time(), zone)


QUARTER = timedelta(minutes=15)


@cache
def changes_of_clock(zone: str, year: int) -> list[datetime]:
    """When in a year the clocks of a zone are set, to the quarter of an hour, found by looking at them."""
    half_day = timedelta(hours=12)
    found = []
    for half_days in range(365 * 2):
        at = datetime(year, 1, 1, tzinfo=UTC) + half_days * half_day
        if (before := _offset(at, zone)) != _offset(at + half_day, zone):
            while _offset(at, zone) == before:
                at += QUARTER
            found.append(at)
    return found


def _offset(at: datetime, zone: str) -> timedelta:
    offset = in_zone(at, zone).utcoffset()
    assert offset is not None
    return offset
