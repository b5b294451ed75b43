"""The dates of a series, in the wall time of its zone: a rhythm in words, with breaks and dates left out.

Nothing here knows an instant until `instants`: nine o'clock stays nine o'clock over each change of clock,
because only dates recur and the time is put beside them last.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.time import NoSuchTime, TimeHappensTwice, instant

WEEKS = {"week": 1, "fortnight": 2, "four_weeks": 4, "six_weeks": 6}
MONTHS = {"month": 1, "quarter": 3}
"""On the same weekday in the same week of the month: the first Tuesday, or the last."""
OWN_DATES = "list"

_LAST = 5
_FAR = date(MAXYEAR - 100, 1, 1)


class TooFarAway(ValueError):
    """The rhythm leaves the calendar before all dates are found."""


@dataclass(frozen=True)
class Break:
    """Days on which nothing happens, the first and the last among them."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def dates(
    first: date, *, cadence: str, count: int, breaks: Sequence[Break] = (), left_out: Collection[date] = ()
) -> list[date]:
    """`count` dates in this rhythm from `first` on; for dates of one's own only the first is known.

    A date left out is skipped and the rhythm keeps its beat: a fortnightly set goes on in the same weeks.
    A break lets it pause: the next date is the first after the break on the same weekday (where the
    rhythm is named by the month, on the same weekday in the same week of a month), and the rhythm counts on
    from there. A six-weekly set whose date falls into Christmas meets right after it, not six weeks later.

    Raise TooFarAway where the calendar ends first.
    """
    if cadence == OWN_DATES:
        return [first]
    found: list[date] = []
    for day in _beats(first, cadence=cadence, breaks=breaks):
        if len(found) == count:
            break
        if day not in left_out:
            found.append(day)
    return found


def _beats(first: date, *, cadence: str, breaks: Sequence[Break]) -> Iterator[date]:
    """Each date on which the rhythm beats outside of breaks, without end."""
    if cadence in WEEKS:
        next_after, next_fitting = _weekly(WEEKS[cadence]), _weekly(1)
    else:
        next_after, next_fitting = _monthly(first, MONTHS[cadence]), _monthly(first, 1)
    day = _past(breaks, first, next_fitting)
    while True:
        yield day
        day = _past(breaks, next_after(day), next_fitting)


def _past(breaks: Sequence[Break], day: date, next_fitting: Callable[[date], date]) -> date:
    while any(day in each for each in breaks) and day < _FAR:
        day = next_fitting(day)
    if day >= _FAR:
        raise TooFarAway(day)
    return day


def _weekly(weeks: int) -> Callable[[date], date]:
    return lambda day: day + timedelta(weeks=weeks)


def _monthly(like: date, months: int) -> Callable[[date], date]:
    return lambda day: _in_month(day + relativedelta(day=1, months=months), like=like)


def week_of_month(day: date) -> int:
    """1 to 4; 5 is the last, since few months have a fifth."""
    return (day.day - 1) // 7 + 1


def _in_month(month: date, *, like: date) -> date:
    """In the month that begins on `month`, the weekday of `like` in its week; where that is the fifth, the last."""
    week = week_of_month(like)
    if week == _LAST:
        end = month + relativedelta(day=31)
        return end - timedelta(days=(end.weekday() - like.weekday()) % 7)
    return month + timedelta(days=(like.weekday() - month.weekday()) % 7, weeks=week - 1)


@dataclass(frozen=True)
class Amiss:
    """A date whose wall time has no single instant, and what to tell people."""

    day: date
    sentence: str


@dataclass(frozen=True)
class Span:
    day: date
    starts_at: datetime
    ends_at: datetime


def instants(days: Iterable[date], *, at_time: time, zone: str, minutes: int) -> tuple[list[Span], list[Amiss]]:
    """When the dates begin and end, and beside them *each* whose time does not exist or happens twice."""
    spans: list[Span] = []
    amiss: list[Amiss] = []
    for day in days:
        try:
            starts_at = instant(day, at_time, zone)
            spans.append(Span(day, starts_at, starts_at + timedelta(minutes=minutes)))
        except (NoSuchTime, TimeHappensTwice, OverflowError) as met:
            amiss.append(Amiss(day, why_not(met, day=day, at_time=at_time, zone=zone)))
    return spans, amiss


def why_not(met: Exception, *, day: date, at_time: time, zone: str) -> str:
    """The sentence for a wall time without one instant: what the clocks do, and what to do."""
    names = {"time": at_time.strftime("%H:%M"), "day": phrases.day(day), "zone": phrases.city(zone)}
    if isinstance(met, NoSuchTime):
        said = _("There is no %(time)s on %(day)s in %(zone)s: the clocks go forward over it. Choose an hour later.")
    elif isinstance(met, TimeHappensTwice):
        said = _("%(time)s happens twice on %(day)s in %(zone)s: the clocks go back. Choose a time outside that hour.")
    else:
        said = _("This date is too far away. Check the year.")
    return said % names
