from datetime import UTC, date, datetime, time

import pytest

from alsweb.lib.time import NoSuchTime, TimeHappensTwice, days_until, instant


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
