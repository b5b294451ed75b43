"""The dates of a series: rhythms against another calculation, breaks, dates left out, and clocks that change."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from alsweb.lib.time import in_zone, zone_names
from sessions.cadence import MONTHS, OWN_DATES, WEEKS, Break, TooFarAway, dates, instants
from sets.models import Cadence

DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))
RHYTHMS = st.sampled_from([*WEEKS, *MONTHS])
BREAKS = st.lists(
    st.tuples(DAYS, st.integers(0, 120)).map(lambda each: Break(each[0], each[0] + timedelta(days=each[1]))), max_size=3
)
TUESDAY = date(2027, 1, 5)
"""The first of its month."""

quick = settings(deadline=None, max_examples=150)


def test_every_rhythm_that_a_set_can_have_has_its_dates() -> None:
    assert {*WEEKS, *MONTHS} >= set(Cadence.values)


@quick
@given(first=DAYS, cadence=st.sampled_from(list(WEEKS)), count=st.integers(1, 24))
def test_weeks_are_counted_as_the_calendar_counts_them(first: date, cadence: str, count: int) -> None:
    expected = [first + timedelta(weeks=WEEKS[cadence] * number) for number in range(count)]
    assert dates(first, cadence=cadence, count=count) == expected


@quick
@given(first=DAYS, cadence=st.sampled_from(list(MONTHS)), count=st.integers(1, 24))
def test_months_keep_the_weekday_and_its_week_as_another_calculation_finds_them(
    first: date, cadence: str, count: int
) -> None:
    week = (first.day + 6) // 7
    weekday = rrule.weekday(first.weekday(), -1 if week == 5 else week)
    rule = rrule.rrule(
        rrule.MONTHLY, interval=MONTHS[cadence], byweekday=weekday, count=count, dtstart=_midnight(first)
    )
    assert dates(first, cadence=cadence, count=count) == [each.date() for each in rule]


def test_the_first_tuesday_stays_the_first_tuesday() -> None:
    assert dates(TUESDAY, cadence="month", count=4) == [
        date(2027, 1, 5),
        date(2027, 2, 2),
        date(2027, 3, 2),
        date(2027, 4, 6),
    ]


def test_the_fifth_of_a_weekday_is_the_last_where_a_month_has_only_four() -> None:
    assert dates(date(2027, 3, 31), cadence="month", count=4) == [
        date(2027, 3, 31),
        date(2027, 4, 28),
        date(2027, 5, 26),
        date(2027, 6, 30),
    ]


def test_a_set_with_dates_of_its_own_knows_the_first() -> None:
    assert dates(TUESDAY, cadence=OWN_DATES, count=6) == [TUESDAY]


@quick
@given(
    first=DAYS,
    cadence=RHYTHMS,
    count=st.integers(1, 12),
    breaks=BREAKS,
    left_out=st.sets(DAYS, max_size=3),
    chosen=st.sets(st.integers(0, 11), max_size=3),
)
def test_nothing_happens_in_a_break_or_on_a_date_left_out_and_no_session_is_lost(
    first: date, cadence: str, count: int, breaks: list[Break], left_out: set[date], chosen: set[int]
) -> None:
    plain = dates(first, cadence=cadence, count=12)
    left_out |= {plain[each] for each in chosen}
    found = dates(first, cadence=cadence, count=count, breaks=breaks, left_out=left_out)
    assert len(found) == count
    assert found == sorted(set(found))
    assert not [day for day in found if day in left_out or any(day in each for each in breaks)]
    assert {day.weekday() for day in found} == {first.weekday()}


@quick
@given(first=DAYS, cadence=st.sampled_from(list(WEEKS)), days=st.integers(0, 120), at=st.integers(1, 6))
def test_after_a_break_the_set_meets_within_a_week_and_counts_on_from_there(
    first: date, cadence: str, days: int, at: int
) -> None:
    plain = dates(first, cadence=cadence, count=8)
    pause = Break(plain[at], plain[at] + timedelta(days=days))
    found = dates(first, cadence=cadence, count=8, breaks=[pause])
    assert found[:at] == plain[:at]
    assert timedelta(0) < found[at] - pause.last <= timedelta(weeks=1)
    assert found[at:] == dates(found[at], cadence=cadence, count=8 - at)


def test_a_six_weekly_set_meets_right_after_christmas_and_not_six_weeks_later() -> None:
    christmas = Break(date(2027, 12, 20), date(2028, 1, 2))
    assert dates(date(2027, 11, 9), cadence="six_weeks", count=3, breaks=[christmas]) == [
        date(2027, 11, 9),
        date(2028, 1, 4),
        date(2028, 2, 15),
    ]


def test_a_quarterly_set_waits_a_month_for_a_break_and_not_a_quarter() -> None:
    summer = Break(date(2027, 7, 1), date(2027, 8, 31))
    assert dates(date(2027, 4, 6), cadence="quarter", count=3, breaks=[summer]) == [
        date(2027, 4, 6),
        date(2027, 9, 7),
        date(2027, 12, 7),
    ]


def test_a_date_left_out_leaves_the_beat_as_it_is() -> None:
    assert dates(TUESDAY, cadence="fortnight", count=3, left_out={date(2027, 1, 19)}) == [
        date(2027, 1, 5),
        date(2027, 2, 2),
        date(2027, 2, 16),
    ]


@pytest.mark.parametrize("cadence", [*WEEKS, *MONTHS])
def test_the_end_of_the_calendar_is_met_with_a_word_of_its_own(cadence: str) -> None:
    with pytest.raises(TooFarAway):
        dates(date.max, cadence=cadence, count=2)
    with pytest.raises(TooFarAway):
        dates(date(9890, 1, 1), cadence=cadence, count=2, breaks=[Break(date(9890, 1, 1), date.max)])


# Put beside a time in a zone


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"])
def test_nine_in_the_morning_stays_nine_over_each_change_of_clock(zone: str) -> None:
    spans, amiss = instants(dates(date(2027, 1, 5), cadence="week", count=60), at_time=time(9), zone=zone, minutes=180)
    assert amiss == []
    assert {in_zone(each.starts_at, zone).time() for each in spans} == {time(9)}
    assert len({in_zone(each.starts_at, zone).utcoffset() for each in spans}) == 2
    assert {each.ends_at - each.starts_at for each in spans} == {timedelta(hours=3)}


def test_each_date_whose_time_the_clocks_take_or_give_twice_is_told_not_only_the_first() -> None:
    days = [date(2027, 3, 28), date(2027, 6, 6), date(2027, 10, 31), date(2028, 3, 26)]
    spans, amiss = instants(days, at_time=time(1, 30), zone="Europe/London", minutes=60)
    assert [each.day for each in spans] == [date(2027, 6, 6)]
    assert [(each.day, each.sentence) for each in amiss] == [
        (
            days[0],
            "There is no 01:30 on Sunday 28 March in London time: the clocks go forward over it. Choose an hour later.",
        ),
        (
            days[2],
            "01:30 happens twice on Sunday 31 October in London time: the clocks go back. Choose a time outside that hour.",
        ),
        (
            days[3],
            "There is no 01:30 on Sunday 26 March in London time: the clocks go forward over it. Choose an hour later.",
        ),
    ]


@pytest.mark.parametrize(("at_time", "fits"), [(time(1, 59), True), (time(2, 15), False), (time(2, 30), True)])
def test_lord_howe_changes_by_half_an_hour(at_time: time, fits: bool) -> None:
    spans, amiss = instants([date(2027, 10, 3)], at_time=at_time, zone="Australia/Lord_Howe", minutes=60)
    assert (len(spans), len(amiss)) == ((1, 0) if fits else (0, 1))


def test_a_session_over_the_change_of_clock_is_as_long_as_agreed() -> None:
    (span,), _ = instants([date(2027, 3, 28)], at_time=time(0, 30), zone="Europe/London", minutes=180)
    assert in_zone(span.ends_at, "Europe/London").time() == time(4, 30)


@quick
@given(
    zone=st.sampled_from(zone_names()),
    first=DAYS,
    cadence=RHYTHMS,
    at_time=st.times().map(lambda each: each.replace(microsecond=0)),
)
def test_a_series_shows_its_own_wall_time_on_every_date_or_says_which_it_cannot(
    zone: str, first: date, cadence: str, at_time: time
) -> None:
    days = dates(first, cadence=cadence, count=12)
    spans, amiss = instants(days, at_time=at_time, zone=zone, minutes=90)
    assert sorted([each.day for each in spans] + [each.day for each in amiss]) == days
    for each in spans:
        local = in_zone(each.starts_at, zone)
        assert (local.date(), local.time()) == (each.day, at_time)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC).replace(tzinfo=None)
