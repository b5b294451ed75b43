"""When mail may come: by quiet hours and weekdays, or by a rota, on the clocks of whoever is written to.

Hours are wall times. A moment is free while the clock on the wall shows a time within them; where a change of clock
shows a time twice, both are free, and where it leaves out the time at which hours begin, they begin with the change.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
AT_MOST = timedelta(days=35)
"""Nobody waits longer, however few their hours are; only a pause lasts longer."""
OF_USE_BEFORE = timedelta(hours=12)
"""What must be known by some moment is known half a day before it, if that can be."""


@dataclass(frozen=True)
class Free:
    """Hours of one day in which mail may come. They end on the day after where `until` is not later than `begins`."""

    begins: time
    until: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Their begin and their end as the clocks on the wall show them."""
        return (
            datetime.combine(day, self.begins),
            datetime.combine(day + DAY * (self.until <= self.begins), self.until),
        )


ALL_DAY = Free(time(), time())


@dataclass(frozen=True)
class Hours:
    """When one person may be written to."""

    quiet_from: time
    quiet_until: time
    """Equal to `quiet_from` where no hour is quiet."""
    days: Sequence[int]
    """ISO weekdays."""
    rota: Sequence[Free | None] = field(default=())
    """Day by day, None where no mail may come. It repeats, and then stands instead of hours and weekdays."""
    rota_starts_on: date | None = None
    """Before it, hours and weekdays hold."""
    paused_until: datetime | None = None

    def on(self, day: date) -> list[Free]:
        """What is free of this day, pauses aside."""
        if self.rota_starts_on is not None and any(self.rota) and day >= self.rota_starts_on:
            free = self.rota[(day - self.rota_starts_on).days % len(self.rota)]
            return [free] if free else []
        if day.isoweekday() not in self.days:
            return []
        if self.quiet_from == self.quiet_until:
            return [ALL_DAY]
        if self.quiet_from > self.quiet_until:
            return [Free(self.quiet_until, self.quiet_from)]
        before = [Free(time(), self.quiet_from)] if self.quiet_from > time() else []
        return [*before, Free(self.quiet_until, time())]

    def is_free(self, at: datetime, *, zone: str) -> bool:
        """Whether the clocks in `zone` show a free time, pauses aside."""
        wall = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        return any(
            begins <= wall < ends
            for day in (wall.date(), wall.date() - DAY)
            for begins, ends in (free.on(day) for free in self.on(day))
        )

    def free_from(self, at: datetime, *, zone: str) -> datetime:
        """The first moment, from `at` and the end of a pause on, that is free; at most five weeks after them."""
        moment = self.after_the_pause(at)
        if self.is_free(moment, zone=zone):
            return moment
        longest = moment + AT_MOST
        return min(self._next_beginning(moment, zone) or longest, longest)

    def free_before(self, last: datetime, *, at: datetime, zone: str) -> datetime:
        """The same for what is of use until `last` only: where waiting would pass half a day before it, days count no
        more, and then hours neither. A pause stands.
        """
        latest = last - OF_USE_BEFORE
        for hours in (self, self._on_any_day()):
            if (free := hours.free_from(at, zone=zone)) <= latest:
                return free
        return self.after_the_pause(at)

    def after_the_pause(self, at: datetime) -> datetime:
        return max(at, self.paused_until.astimezone(at.tzinfo)) if self.paused_until else at

    def _on_any_day(self) -> "Hours":
        return replace(self, days=range(1, 8), rota=(), rota_starts_on=None)

    def _next_beginning(self, at: datetime, zone: str) -> datetime | None:
        """The first free moment after `at` at which hours begin or the clocks change."""
        yesterday = at.astimezone(ZoneInfo(zone)).date() - DAY
        found: list[datetime] = []
        for ahead in range(AT_MOST.days + 2):
            day = yesterday + DAY * ahead
            were_found = bool(found)
            found += [
                each for each in _may_begin(self.on(day), day, zone) if each > at and self.is_free(each, zone=zone)
            ]
            if were_found:  # clocks that go back over midnight show the day before once more: one day further, then
                break
        return min(found, default=None)


def next_weekly(day: int, wall: time, *, after: datetime, zone: str) -> datetime:
    """The next time after a moment that it is this weekday and this time in `zone`, as calendars take it."""
    here = ZoneInfo(zone)
    today = after.astimezone(here).date()
    for ahead in range(15):
        each = today + DAY * ahead
        if each.isoweekday() == day and (at := datetime.combine(each, wall, here).astimezone(UTC)) > after:
            return at
    raise AssertionError("A week has seven days.")


def _may_begin(free: list[Free], day: date, zone: str) -> Iterator[datetime]:
    """When the hours of a day begin, both times where that happens twice; and the moment at which its clocks change."""
    here = ZoneInfo(zone)
    for each in free:
        for fold in (0, 1):
            yield datetime.combine(day, each.begins, here).replace(fold=fold).astimezone(UTC)
    if change := _change_of_clock(day, here):
        yield change


def _change_of_clock(day: date, here: ZoneInfo) -> datetime | None:
    """The first moment of this day on which the clocks go by another offset than at its beginning."""
    before, after = (datetime.combine(each, time(), here).astimezone(UTC) for each in (day, day + DAY))

    def offset(at: datetime) -> timedelta | None:
        return at.astimezone(here).utcoffset()

    was = offset(before)
    if offset(after) == was:
        return None
    while after - before > SECOND:
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if middle <= before:
            break
        before, after = (middle, after) if offset(middle) == was else (before, middle)
    return after
