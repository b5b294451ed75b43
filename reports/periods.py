"""From which day until which day a report looks, in which parts, and which time before it is compared with."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from alsweb.lib.time import nearest_instant

DAYS = {"quarter": 91, "half": 182, "year": 365}
USUAL = "half"
LONGEST = 3653
"""Days: ten years."""
_A_DAY = timedelta(days=1)
_MANY_MONTHS = 13


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    since: date
    until: date

    @classmethod
    def last(cls, days: int, *, today: date) -> "Period":
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    @property
    def before(self) -> "Period":
        """As many days, just before."""
        return Period.last(self.days, today=self.since - _A_DAY)

    @property
    def parts(self) -> list["Period"]:
        """Its months as the calendar has them, the first and the last perhaps cut short; quarters where it is long."""
        months = 1 if self._months <= _MANY_MONTHS else 3
        begins = [self.since]
        while (following := _month_after(begins[-1], months)) <= self.until:
            begins.append(following)
        ends = [each - _A_DAY for each in begins[1:]]
        return [Period(*each) for each in zip(begins, [*ends, self.until], strict=True)]

    def begins(self, zone: str) -> datetime:
        return _midnight(self.since, zone)

    def ends(self, zone: str) -> datetime:
        """The first instant after it."""
        return _midnight(self.until + _A_DAY, zone)

    @property
    def _months(self) -> int:
        return 12 * (self.until.year - self.since.year) + self.until.month - self.since.month + 1


def _midnight(day: date, zone: str) -> datetime:
    return nearest_instant(day, time(0), zone)


def _month_after(day: date, months: int) -> date:
    """The first of the next month, or of the next quarter of the year."""
    following = (day.month - 1) // months * months + months
    return date(day.year + following // 12, following % 12 + 1, 1)
