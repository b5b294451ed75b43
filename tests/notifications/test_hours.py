"""When mail may come, over all zones' changes of clock: what is said to be free is, and nothing before it was."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.hours import AT_MOST, OF_USE_BEFORE, Free, Hours, next_weekly

EVERY_DAY = range(1, 8)
AWAKE = Hours(quiet_from=time(20), quiet_until=time(7), days=EVERY_DAY)
WORKING = Hours(quiet_from=time(20), quiet_until=time(7), days=[1, 2, 3, 4, 5])

ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "America/Havana", "Asia/Kolkata", "UTC"]
)
CHANGES_OF_CLOCK = st.sampled_from([date(2027, 3, 14), date(2027, 3, 28), date(2027, 4, 4), date(2027, 10, 31)])
"""In America, in Europe, in Australia, and back in Europe and Cuba."""
MOMENTS = st.builds(
    lambda day, ahead: datetime.combine(day, time(), UTC) + ahead,
    st.dates(date(2027, 1, 1), date(2027, 12, 31)) | CHANGES_OF_CLOCK,
    st.timedeltas(timedelta(days=-1), timedelta(days=1)),
)
WALLS = st.times().map(lambda wall: wall.replace(minute=wall.minute // 5 * 5, second=0, microsecond=0))
SHIFTS = st.none() | st.builds(Free, WALLS, WALLS)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    starts_on = draw(st.none() | st.dates(date(2027, 1, 1), date(2027, 12, 31)))
    return Hours(
        quiet_from=draw(WALLS),
        quiet_until=draw(WALLS),
        days=sorted(draw(st.sets(st.sampled_from(EVERY_DAY), min_size=1))),
        rota=draw(st.lists(SHIFTS, min_size=1, max_size=28)) if starts_on else (),
        rota_starts_on=starts_on,
        paused_until=draw(st.none() | MOMENTS),
    )


@given(hours(), MOMENTS, ZONES, st.floats(0, 1))
def test_the_first_free_moment_is_free_and_none_before_it_is(
    chosen: Hours, at: datetime, zone: str, between: float
) -> None:
    begins = max(at, chosen.paused_until or at)
    found = chosen.free_from(at, zone=zone)

    assert begins <= found <= begins + AT_MOST
    assert chosen.is_free(found, zone=zone) or found == begins + AT_MOST
    assert found == begins or not chosen.is_free(begins + (found - begins) * between * 0.999, zone=zone)
    assert chosen.free_from(found, zone=zone) == found


@given(hours(), MOMENTS, ZONES, st.timedeltas(timedelta(), timedelta(days=9)))
def test_what_is_of_use_for_a_while_only_comes_in_time_or_at_once(
    chosen: Hours, at: datetime, zone: str, left: timedelta
) -> None:
    begins = max(at, chosen.paused_until or at)
    found = chosen.free_before(at + left, at=at, zone=zone)
    assert found == begins or found <= at + left - OF_USE_BEFORE


@given(MOMENTS, ZONES, st.sampled_from(EVERY_DAY), WALLS)
def test_the_weekly_moment_is_the_next_one(after: datetime, zone: str, day: int, wall: time) -> None:
    found = next_weekly(day, wall, after=after, zone=zone)
    assert timedelta() < found - after <= timedelta(days=7, hours=2)
    assert found.astimezone(ZoneInfo(zone)).isoweekday() in (day, day % 7 + 1)  # a gap may end on the next day


@pytest.mark.parametrize(
    ("chosen", "at", "free_from"),
    [
        (AWAKE, "2027-02-01T12:00", "2027-02-01T12:00"),
        (AWAKE, "2027-02-01T03:00", "2027-02-01T07:00"),
        (WORKING, "2027-02-05T20:00", "2027-02-08T07:00"),
        (Hours(time(9), time(17), EVERY_DAY), "2027-02-01T12:00", "2027-02-01T17:00"),
        (Hours(time(9), time(9), EVERY_DAY), "2027-02-01T09:00", "2027-02-01T09:00"),
        # 01:30 does not exist there: mail may come as soon as the clocks have jumped over it
        (Hours(time(0), time(1, 30), EVERY_DAY), "2027-03-28T00:30", "2027-03-28T01:00"),
        # 01:15 to 01:45 happens twice, and between the two it is 01:00 once more
        (Hours(time(1, 45), time(1, 15), EVERY_DAY), "2027-10-31T00:50", "2027-10-31T01:15"),
        (Hours(time(7), time(20), EVERY_DAY), "2027-03-27T12:00", "2027-03-27T20:00"),
    ],
)
def test_the_first_free_moment_in_london(chosen: Hours, at: str, free_from: str) -> None:
    found = chosen.free_from(_utc(at), zone="Europe/London")
    assert found == _utc(free_from)


def test_a_rota_says_day_by_day_when_mail_may_come_and_repeats() -> None:
    early, night = Free(time(15), time(20)), Free(time(22), time(2))
    rota = Hours(time(20), time(7), EVERY_DAY, rota=[early, night, None], rota_starts_on=date(2027, 2, 1))

    def after(at: str) -> datetime:
        return rota.free_from(_utc(at), zone="UTC")

    assert after("2027-02-01T08:00") == _utc("2027-02-01T15:00")
    assert after("2027-02-03T01:30") == _utc("2027-02-03T01:30")  # the night of the second day goes on
    assert after("2027-02-03T02:00") == _utc("2027-02-04T15:00")  # nothing on the third; then the first again
    assert after("2027-01-30T08:00") == _utc("2027-01-30T08:00")  # before it begins, hours and weekdays hold


def test_a_pause_ends_by_itself_and_stands_before_what_is_urgent() -> None:
    paused = Hours(time(20), time(7), EVERY_DAY, paused_until=_utc("2027-02-08T00:00"))
    assert paused.free_from(_utc("2027-02-01T12:00"), zone="UTC") == _utc("2027-02-08T07:00")
    urgent = paused.free_before(_utc("2027-02-03T12:00"), at=_utc("2027-02-01T12:00"), zone="UTC")
    assert urgent == _utc("2027-02-08T00:00")


@pytest.mark.parametrize(
    ("at", "starts_at", "comes_at"),
    [
        ("2027-02-05T22:00", "2027-02-07T22:00", "2027-02-06T07:00"),  # Friday night, for Sunday: on a Saturday
        ("2027-02-05T10:00", "2027-02-07T10:00", "2027-02-05T10:00"),
        ("2027-02-01T21:00", "2027-02-02T09:00", "2027-02-01T21:00"),  # no hour is left: now
        ("2027-02-06T09:00", "2027-02-08T22:00", "2027-02-08T07:00"),
    ],
)
def test_a_reminder_does_not_die_of_days_off(at: str, starts_at: str, comes_at: str) -> None:
    assert WORKING.free_before(_utc(starts_at), at=_utc(at), zone="UTC") == _utc(comes_at)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
