"""Dates and numbers as people say them."""

from datetime import date, datetime
from functools import lru_cache

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from alsweb.lib.numbers import in_words
from alsweb.lib.time import in_zone


def capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def day(value: date) -> str:
    """`Monday 16 March`"""
    return _written(value, "l j F")


def day_in_year(value: date) -> str:
    """`Monday 16 March 2027`"""
    return _written(value, "l j F Y")


def weekday(value: date) -> str:
    """`Monday`"""
    return _written(value, "l")


def day_of_month(value: date) -> str:
    """`16 March`"""
    return _written(value, "j F")


def short_day(value: date) -> str:
    """`Mon 16 Mar`"""
    return _written(value, "D j M")


def near_day(value: date) -> str:
    """`Mon 16`, of a day within the week."""
    return _written(value, "D j")


def short_day_in(at: datetime, zone: str) -> str:
    """`Mon 16 Mar` as the calendars in `zone` show it."""
    return short_day(in_zone(at, zone))


def dated(at: datetime, zone: str) -> str:
    """`16 March 2027` as the calendars in `zone` show it."""
    return _written(in_zone(at, zone), "j F Y")


def moment(at: datetime, zone: str) -> str:
    """`Monday 16 March, 14:00` as the clocks in `zone` show it."""
    return _written(in_zone(at, zone), "l j F, H:i")


def lately(at: datetime, zone: str, *, now: datetime) -> str:
    """`14:02`, or `yesterday, 14:02`: an instant of the last day, as the clocks in `zone` show it."""
    clock = _written(in_zone(at, zone), "H:i")
    if in_zone(at, zone).date() == in_zone(now, zone).date():
        return clock
    return _("yesterday, %(clock)s") % {"clock": clock}


def month(at: datetime, zone: str) -> str:
    """`March 2027`"""
    return _written(in_zone(at, zone), "F Y")


def on_day(value: date, days: int) -> str:
    """`today`, `tomorrow`, `on Monday`, `on Monday 16 March`: a day that is so many days away, as one says it."""
    if 0 <= days <= 1:
        return in_days(days)
    return _("on %(day)s") % {"day": _written(value, "l") if 1 < days < 7 else day(value)}


def month_of(value: date) -> str:
    """`March 2027`: the month in which a day lies"""
    return _written(value, "F Y")


def times(n: int) -> str:
    """`once`, `twice`, `three times`"""
    if n in (1, 2):
        return _("once") if n == 1 else _("twice")
    return _("%(n)s times") % {"n": in_words(n)}


def _written(value: date, form: str) -> str:
    # Instants are equal in every zone, and must not find each other's text: only the wall clock is asked for.
    wall = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    return _written_once(wall, form, get_language())


@lru_cache(maxsize=4096)
def _written_once(wall: date, form: str, language: str | None) -> str:
    """A page of rows shows the same dates to everybody who looks, and writing one out takes 25 µs."""
    return format_date(wall, form)


def city(zone: str) -> str:
    """`Madrid time`: the zone as its people name it."""
    return _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")} if "/" in zone else zone


def hours(minutes: int) -> str:
    """`3 hours`, `1 hour 30 minutes`, `45 minutes`"""
    whole, rest = divmod(minutes, 60)
    parts = []
    if whole:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", whole) % {"n": whole})
    if rest:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def in_days(days: int) -> str:
    """`today`, `tomorrow`, `in four days`, `two days ago`"""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if days < 0:
        return _("%(n)s days ago") % {"n": in_words(-days)}
    return _("in %(n)s days") % {"n": in_words(days)}
