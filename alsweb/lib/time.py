"""Wall time and instants: what people agreed, and when that is."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from dateutil.tz import datetime_ambiguous, datetime_exists


class NoSuchTime(ValueError):
    """The clocks jump over this wall time."""


class TimeHappensTwice(ValueError):
    """The clocks go back over this wall time."""


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a wall time in an IANA zone.

    Raise NoSuchTime or TimeHappensTwice where a change of clock leaves no single answer.
    """
    local = datetime.combine(day, at, ZoneInfo(zone))
    if not datetime_exists(local):
        raise NoSuchTime(local)
    if datetime_ambiguous(local):
        raise TimeHappensTwice(local)
    return local.astimezone(UTC)


def nearest_instant(day: date, at: time, zone: str) -> datetime:
    """The same where there is one; else as calendars take it (RFC 5545 §3.3.5).

    That is by the offset before the clocks jump over it, and the first of the two where it happens twice.
    """
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def in_zone(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


def days_until(at: datetime, *, now: datetime, zone: str) -> int:
    """Midnights between now and then, as the calendar in `zone` counts them."""
    return (in_zone(at, zone).date() - in_zone(now, zone).date()) // timedelta(days=1)


@cache
def zone_names() -> tuple[str, ...]:
    """IANA zones by which people know where they are: `Region/City`, and UTC."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return (
        "UTC",
        *sorted(name for name in available_timezones() if name.startswith(regions)),
    )


def now() -> datetime:
    """The clock, asked once a request or task and handed on as an argument."""
    return datetime.now(UTC)
