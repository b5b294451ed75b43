from datetime import date, datetime

from django import template

from alsweb.lib import phrases

register = template.Library()


@register.filter
def day(value: date) -> str:
    return phrases.day(value)


@register.filter
def day_of_month(value: date) -> str:
    return phrases.day_of_month(value)


@register.filter
def short_day(value: date) -> str:
    return phrases.short_day(value)


@register.filter
def short_day_in(at: datetime, zone: str) -> str:
    return phrases.short_day_in(at, zone)


@register.filter
def dated(at: datetime, zone: str) -> str:
    return phrases.dated(at, zone)


@register.filter
def moment(at: datetime, zone: str) -> str:
    return phrases.moment(at, zone)


@register.filter
def city(zone: str) -> str:
    return phrases.city(zone)


@register.filter
def hours(minutes: int) -> str:
    return phrases.hours(minutes)
