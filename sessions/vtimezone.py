"""How a zone's clocks go, told within the calendar (RFC 5545 §3.6.5).

`Calendar.add_missing_timezones()` of the library lists each change of clock by its date, which Outlook ignores. So the
yearly rules are found here, in the same time-zone database that places the sessions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard


@dataclass(frozen=True)
class _Onset:
    """A change of clock, as the wall clock showed it just before."""

    wall: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def nth(self) -> int:
        """Which of its weekday it is in its month."""
        return (self.wall.day - 1) // 7 + 1

    @property
    def is_last(self) -> bool:
        return (self.wall + timedelta(days=7)).month != self.wall.month


_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_AHEAD = 10
"""Years for which a rule has to hold besides: in few, a fourth Sunday passes for a last one."""


@lru_cache(maxsize=512)
def written(zone: str, first: int, last: int) -> bytes:
    """The VTIMEZONE that is right for what happens in these years.

    Yearly rules where the zone has them, because Outlook reads nothing else ([MS-OXCICAL] 2.1.3.1.1.19); else every
    change of clock by itself.
    """
    component = Timezone()
    component.add("TZID", zone)
    onsets = list(_onsets(zone, first - 1, last + _AHEAD))
    rules = _yearly(onsets, first - 1, last + _AHEAD)
    if not rules:
        for onset in [_standing(zone, first - 1), *(each for each in onsets if each.wall.year <= last)]:
            component.add_component(_observance(onset))
    for onset, rule in rules:
        component.add_component(_observance(onset, rule))
    text: bytes = component.to_ical()
    return text


def _onsets(zone: str, first: int, last: int) -> Iterator[_Onset]:
    there = ZoneInfo(zone)
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    before = _offset(moment, there)
    while moment < end:
        next_day = moment + timedelta(days=1)
        if _offset(next_day, there) != before:
            change = _between(moment, next_day, there)
            after = _offset(change, there)
            yield _Onset((change + before).replace(tzinfo=None), before, after, change.astimezone(there).tzname() or "")
            before, next_day = after, change  # a second change on the same day is found as well
        moment = next_day


def _between(early: datetime, late: datetime, there: ZoneInfo) -> datetime:
    """The second of the change of clock between two instants."""
    before = _offset(early, there)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        early, late = (middle, late) if _offset(middle, there) == before else (early, middle)
    return late


def _offset(moment: datetime, there: ZoneInfo) -> timedelta:
    return moment.astimezone(there).utcoffset() or timedelta()


def _standing(zone: str, year: int) -> _Onset:
    """What holds in a zone when a year begins there, as if it had begun then."""
    local = datetime(year, 1, 1, tzinfo=ZoneInfo(zone))
    offset = local.utcoffset() or timedelta()
    return _Onset(local.replace(tzinfo=None), offset, offset, local.tzname() or "")


def _yearly(onsets: Sequence[_Onset], first: int, last: int) -> list[tuple[_Onset, dict[str, object]]]:
    """Each kind of change with the rule by which it comes each year; none where one of them has no such rule."""
    kinds: dict[tuple[timedelta, timedelta, str], list[_Onset]] = {}
    for each in onsets:
        kinds.setdefault((each.before, each.after, each.name), []).append(each)
    found: list[tuple[_Onset, dict[str, object]]] = []
    for kind in kinds.values():
        rule = _rule(kind)
        if rule is None or [each.wall.year for each in kind] != list(range(first, last + 1)):
            return []
        found.append((kind[0], rule))
    return found


def _rule(kind: Sequence[_Onset]) -> dict[str, object] | None:
    (month, weekday, _clock), *others = {(each.wall.month, each.wall.weekday(), each.wall.time()) for each in kind}
    nth, *other_nths = {each.nth for each in kind}
    if all(each.is_last for each in kind):
        nth, other_nths = -1, []
    if others or other_nths:
        return None
    return {"FREQ": "YEARLY", "BYMONTH": month, "BYDAY": f"{nth}{_WEEKDAYS[weekday]}"}


def _observance(onset: _Onset, rule: dict[str, object] | None = None) -> TimezoneStandard | TimezoneDaylight:
    # Not by what the zone calls it: Dublin calls its winter the exception.
    part = TimezoneDaylight() if onset.after > onset.before else TimezoneStandard()
    part.DTSTART, part.TZOFFSETFROM, part.TZOFFSETTO = onset.wall, onset.before, onset.after
    part.add("TZNAME", onset.name)
    if rule:
        part.add("RRULE", rule)
    return part
