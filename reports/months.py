"""When a monthly report comes."""

from datetime import date, datetime, time

from alsweb.lib.time import in_zone, nearest_instant

SEVEN = time(7)


def next_first(at: datetime, zone: str) -> datetime:
    """Seven o'clock on the first of a month, the next after `at` as the clocks in `zone` show it."""
    day = in_zone(at, zone).date()
    this = nearest_instant(day.replace(day=1), SEVEN, zone)
    if this > at:
        return this
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return nearest_instant(following, SEVEN, zone)
