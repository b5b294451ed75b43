"""A month as a calendar on the wall shows it: weeks from Monday, days where I am."""

from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.pages.mine.diary import OwnDate
from sessions.models import Answer

FIRST_YEAR, LAST_YEAR = 1971, 2199
_WEEKS = Calendar(firstweekday=0)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """A session on one of its days."""

    of: OwnDate
    goes_on: bool
    """Whether it began on a day before."""

    @property
    def when(self) -> str:
        if self.goes_on:
            return _("until %(time)s") % {"time": f"{self.of.ends:%H:%M}"}
        return f"{self.of.begins:%H:%M}"

    @property
    def word(self) -> str:
        """What a state that shows says in a word."""
        if self.of.is_cancelled:
            return _("cancelled")
        if self.of.session.own_answer == Answer.CANNOT and not self.of.is_over:
            return _("without you")
        return _("at the same time") if self.of.at_the_same_time else ""


@dataclass(frozen=True)
class Square:
    """A day of the table; one of another month has no number and no entries."""

    day: date
    is_here: bool
    is_today: bool
    entries: list[Entry]

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def name(self) -> str:
        return phrases.day(self.day)


@dataclass(frozen=True)
class Month:
    first: date

    @classmethod
    def named(cls, text: str, *, today: date) -> "Month":
        """`2027-03`; this month for whatever names none."""
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            first = today.replace(day=1)
        return cls(first if FIRST_YEAR <= first.year <= LAST_YEAR else today.replace(day=1))

    def holds(self, day: date) -> bool:
        return (day.year, day.month) == (self.first.year, self.first.month)

    @property
    def before(self) -> "Month":
        return Month((self.first - _A_DAY).replace(day=1))

    @property
    def after(self) -> "Month":
        return Month((self.first + 31 * _A_DAY).replace(day=1))

    @property
    def iso(self) -> str:
        """`2027-03`"""
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        """`March 2027`"""
        return phrases.month_of(self.first)

    @property
    def reach(self) -> tuple[datetime, datetime]:
        """Between these instants lies the month in every time zone; none is further than a day from Greenwich."""
        midnight = datetime.combine(self.first, time(), UTC)
        return midnight - _A_DAY, datetime.combine(self.after.first, time(), UTC) + _A_DAY

    @cached_property
    def weekdays(self) -> list[str]:
        return [phrases.weekday(day) for day in _WEEKS.monthdatescalendar(self.first.year, self.first.month)[0]]

    def weeks(self, dates: Iterable[OwnDate], *, today: date) -> list[list[Square]]:
        entries: dict[date, list[Entry]] = defaultdict(list)
        for each in dates:
            entries[each.day].append(Entry(each, goes_on=False))
            if each.last_day > each.day:
                entries[each.last_day].insert(0, Entry(each, goes_on=True))
        return [
            [Square(day, self.holds(day), day == today, entries[day] if self.holds(day) else []) for day in week]
            for week in _WEEKS.monthdatescalendar(self.first.year, self.first.month)
        ]
