"""The one sentence with which each of my own pages begins."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import in_zone
from alsweb.pages.mine.diary import OwnDate
from alsweb.pages.sentences import sets_that_need_me

_A_DAY = timedelta(days=1)


def my_weeks(dates: Sequence[OwnDate], *, later: datetime | None, has_met: bool, at: datetime, zone: str) -> str:
    """`You meet on Monday and twice next week.` from all my dates of the coming weeks, first to last.

    `later` is the first date beyond them. Where I said that I cannot, I do not meet.
    """
    if any(each.is_now and each.takes_place for each in dates):
        return _("You are meeting now.")
    today = in_zone(at, zone).date()
    days = [each.day for each in dates if each.takes_place and each.session.starts_at > at]
    if not days and any(not each.is_cancelled for each in dates):
        return _("You come to none of the dates in your diary.")
    if not days and later is None:
        return _("Nothing is in your diary at the moment.") if has_met else _("Nothing is in your diary yet.")
    first = days[0] if days else in_zone(later, zone).date() if later else today
    next_monday = today + _A_DAY * (7 - today.weekday())
    this_week = sum(day < next_monday for day in days)
    next_week = sum(next_monday <= day < next_monday + 7 * _A_DAY for day in days)
    named = {"when": _on(first, today), "more": "", "next": phrases.times(next_week)}
    if this_week > 1:
        named["more"] = phrases.times(this_week - 1)
        sentence = (
            _("You meet %(when)s, %(more)s more this week and %(next)s next week.")
            if next_week
            else _("You meet %(when)s and %(more)s more this week.")
        )
    elif this_week:
        sentence = _("You meet %(when)s and %(next)s next week.") if next_week else _("You meet %(when)s.")
    else:
        named["more"] = phrases.times(next_week - 1)
        sentence = _("You meet %(when)s and %(more)s more next week.") if next_week > 1 else _("You meet %(when)s.")
    return sentence % named


def _on(day: date, today: date) -> str:
    """`on Monday`, `on Monday 16 March`, and with the year where it would not be the next such day."""
    away = (day - today).days
    if away > 300:
        return _("on %(day)s") % {"day": phrases.day_in_year(day)}
    return phrases.on_day(day, away)


def my_month(month: date, dates: Collection[OwnDate], *, today: date) -> str:
    """`You meet three times in March 2027.`"""
    named = {"month": phrases.month_of(month)}
    meeting = sum(each.takes_place for each in dates)
    if not meeting:
        return _("Nothing is in your diary in %(month)s.") % named
    is_past = (month.year, month.month) < (today.year, today.month)
    said = _("You met %(times)s in %(month)s.") if is_past else _("You meet %(times)s in %(month)s.")
    return said % {**named, "times": phrases.times(meeting)}


def my_dates(ahead: int, behind: int) -> str:
    """`Four dates are ahead of you, twelve behind.`"""
    if not ahead and not behind:
        return _("Nothing is in your diary yet.")
    if not ahead:
        said = ngettext("%(n)s date is behind you.", "%(n)s dates are behind you.", behind)
        return phrases.capitalised(said % {"n": in_words(behind)})
    said = ngettext("%(n)s date is ahead of you.", "%(n)s dates are ahead of you.", ahead)
    if behind:
        said = ngettext(
            "%(n)s date is ahead of you, %(behind)s behind.", "%(n)s dates are ahead of you, %(behind)s behind.", ahead
        )
    return phrases.capitalised(said % {"n": in_words(ahead), "behind": in_words(behind)})


def my_sets(needing: int, dated: int, sets: int) -> str:
    """`Two of your eight sets need a date.` A set that has a poll running needs none from me now."""
    if not sets:
        return _("You run no set.")
    if needing or dated == sets:
        return sets_that_need_me(needing, sets)
    return _("No set of yours needs a date now.")
