"""Dates that a poll could ask about: around the beats of a rhythm, at hours at which everybody works where there are some."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sessions import cadence
from sessions.cadence import Span

WORK_BEGINS, WORK_ENDS = time(9), time(17)
SATURDAY = 5
ABOUT = 15
FEWEST, MOST = 2, 5
APART = 3
"""Hours between two beginnings that are worth asking about both."""
AS_GOOD = 1.5

GAPS = {"week": 5, "fortnight": 10, "four_weeks": 21, "six_weeks": 31, "month": 21, "quarter": 68}
"""Three quarters of the rhythm, in days: closer together, two dates are one too early."""


def weeks(first: date, *, rhythm: str, wanted: int) -> list[list[date]]:
    """For each date that is wanted the working days of its week, nearest first, none of them before the first.

    A beat on a weekend stands for the week after it. Raise cadence.TooFarAway where the calendar ends first.
    """
    beats = cadence.dates(_working_day(first), cadence=rhythm, count=wanted)
    return [[day for day in _working_days(_working_day(beat)) if day >= first] for beat in beats]


def _working_day(day: date) -> date:
    """The same, or the Monday after it."""
    return day if day.weekday() < SATURDAY else _monday(day) + timedelta(weeks=1)


def _working_days(beat: date) -> list[date]:
    days = (_monday(beat) + timedelta(days=n) for n in range(SATURDAY))
    return sorted(days, key=lambda day: (abs(day - beat), day))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def propose(
    around: Sequence[Sequence[date]],
    *,
    minutes: int,
    zone: str,
    zones: Collection[str],
    left_out: Collection[date] = (),
) -> list[Span]:
    """About fifteen dates, in order; `zones` has one entry for each person.

    Of each week some days at different hours, and from week to week other hours on the same weekday, so that nobody
    is left out of all of them. Where all days of a week are left out, it has none.
    """
    each_week = min(MOST, max(FEWEST, -(-ABOUT // max(1, len(around)))))
    found: dict[datetime, Span] = {}
    for number, days in enumerate(around):
        free = [day for day in days if day not in left_out]
        if not free:
            continue
        hours = good_hours(free[0], minutes=minutes, zone=zone, zones=zones)
        # All days have had an hour before one of them gets another.
        asked = {(free[n % len(free)], hours[(n + number + n // len(free)) % len(hours)]) for n in range(each_week)}
        for day, hour in asked:
            spans, _amiss = cadence.instants([day], at_time=time(hour), zone=zone, minutes=minutes)
            found |= {each.starts_at: each for each in spans}
    return [found[starts_at] for starts_at in sorted(found)]


def good_hours(day: date, *, minutes: int, zone: str, zones: Collection[str]) -> list[int]:
    """Full hours of `zone` to begin at: within everybody's working hours, or those that ask least of people.

    Of hours that follow each other the first, and the last where it lies some hours later.
    """
    people = Counter(zones) or Counter([zone])
    asked: dict[int, int] = {}
    for hour in range(24):
        spans, _amiss = cadence.instants([day], at_time=time(hour), zone=zone, minutes=minutes)
        asked.update((hour, _asked_of(people, each)) for each in spans)
    least = min(asked.values())
    hours = [
        hour for run in _runs(hour for hour in asked if asked[hour] <= least * AS_GOOD) for hour in _best(run, asked)
    ]
    others = [hour for hour in asked if all(abs(hour - each) >= APART for each in hours)]
    if least and len(hours) == 1 and others:  # somebody pays at each: others can, another time
        hours.append(min(others, key=lambda hour: asked[hour]))
    return hours


def _best(run: Sequence[int], asked: Mapping[int, int]) -> list[int]:
    least = min(asked[hour] for hour in run)
    best = [hour for hour in run if asked[hour] == least]
    return [best[0], best[-1]] if best[-1] - best[0] >= APART else best[:1]


def _runs(hours: Iterable[int]) -> list[list[int]]:
    """Hours that follow each other, together."""
    runs: list[list[int]] = []
    for hour in hours:
        if runs and runs[-1][-1] == hour - 1:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    return runs


def _asked_of(people: Mapping[str, int], span: Span) -> int:
    """The square of how far it lies outside working hours, over all people: two who move a little move less."""
    return sum(count * _outside(span, zone) ** 2 for zone, count in people.items())


def _outside(span: Span, zone: str) -> int:
    """By how many minutes it begins before nine or ends after five, of the working day on which that is least."""
    begins, ends = (at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for at in (span.starts_at, span.ends_at))
    nearby = (begins.date() + timedelta(days=n) for n in range(-2, 3))
    sticks_out = (
        max(timedelta(), datetime.combine(day, WORK_BEGINS) - begins)
        + max(timedelta(), ends - datetime.combine(day, WORK_ENDS))
        for day in nearby
        if day.weekday() < SATURDAY
    )
    return min(sticks_out) // timedelta(minutes=1)
