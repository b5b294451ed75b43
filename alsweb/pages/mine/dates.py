"""My sessions over all my sets and organisations: the coming weeks, all of them, or a month."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Greatest
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.time import in_zone, now
from alsweb.pages.mine import sentences
from alsweb.pages.mine.belonging import asked_from, own_organisations
from alsweb.pages.mine.diary import OwnDate, OwnSet, by_day, own_dates, own_sets
from alsweb.pages.mine.month import Month
from organisations.http import Request
from sessions.models import Poll
from sessions.queries import own_polls, own_sessions

AHEAD = timedelta(weeks=4)
TOLD_OF_CANCELLING = timedelta(days=7)
"""How long the agenda shows that a session is cancelled; whoever has not looked for a week has had the mail."""
A_PAGE, MOST, MOST_LATER = 25, 56, 5


@dataclass(frozen=True)
class Day:
    """A day of the agenda on which something is."""

    day: date
    away: int
    """Days from today; negative where a meeting began before midnight and goes on."""
    dates: list[OwnDate]

    @property
    def iso(self) -> str:
        return self.day.isoformat()

    @property
    def weekday(self) -> str:
        return phrases.weekday(self.day)

    @property
    def date(self) -> str:
        return phrases.day_of_month(self.day)

    @property
    def near(self) -> str:
        """`today`, `tomorrow`: how a day that is close is called."""
        return phrases.capitalised(phrases.in_days(self.away)) if -1 <= self.away <= 1 else ""


@dataclass(frozen=True)
class OwnPoll:
    """A poll that waits for my answer."""

    poll: Poll
    of: OwnSet

    @property
    def last_day(self) -> date:
        """Until which answers are asked for; it closes as that day ends where the set is."""
        return in_zone(self.poll.closes_at - timedelta.resolution, self.poll.time_zone).date()


def dates(request: Request) -> HttpResponse:
    view = {"list": every, "month": month}.get(request.GET.get("view", ""), agenda)
    return view(request)


def agenda(request: Request) -> HttpResponse:
    at, zone = now(), request.user.time_zone
    sets, organisations = own_sets(request, at=at), _organisations(request)
    shown = Q(cancelled_at=None) | Q(cancelled_at__gt=at - TOLD_OF_CANCELLING)
    coming = own_sessions(request.user.pk, organisations).filter(shown, held_at=None, ends_at__gt=at)
    found = own_dates(coming.order_by("starts_at", "pk")[:MOST], sets, at=at, zone=zone)
    today = in_zone(at, zone).date()
    until = today + AHEAD
    near = [each for each in found if each.day < until]
    later = [each for each in found if each.day >= until]
    context = {
        **_common(request, sets, at=at),
        "view": "agenda",
        "heading": sentences.my_weeks(
            near,
            later=next((each.session.starts_at for each in later if each.takes_place), None),
            has_met=any(each.seat.has_met for each in sets),
            at=at,
            zone=zone,
        ),
        "days": [Day(day, (day - today).days, each) for day, each in by_day(near).items()],
        "later": later[:MOST_LATER],
        "more": len(later) > MOST_LATER or len(found) == MOST,
        "next": next((each for each in found if each.takes_place), None),
        "first_waiting": next((each for each in near if each.waits_for_me), None),
        "polls": _polls(request, sets, at=at, today=today),
        "sets": [each for each in sets if not each.is_closed],
        "organisations": own_organisations(request),
        "asked": asked_from(request),
    }
    return render(request, "pages/mine/agenda.html", context)


def every(request: Request) -> HttpResponse:
    """What is coming, the next first, and then what was, the last first."""
    at, zone = now(), request.user.time_zone
    sets = own_sets(request, at=at)
    over = Case(When(Q(ends_at__lte=at) | Q(held_at__isnull=False), then=Value(1)), default=Value(0))
    sessions = own_sessions(request.user.pk, _organisations(request)).annotate(over=over)
    counts = sessions.filter(cancelled_at=None).aggregate(
        ahead=Count("pk", filter=Q(over=0)), behind=Count("pk", filter=Q(over=1))
    )
    away = Greatest(F("starts_at") - Value(at), Value(at) - F("starts_at"))
    page = Paginator(sessions.order_by("over", away, "pk"), A_PAGE).get_page(request.GET.get("page"))
    found = own_dates(page.object_list, sets, at=at, zone=zone)
    parts = [
        (_("Coming"), [each for each in found if not each.is_over]),
        (_("Past"), [each for each in found if each.is_over]),
    ]
    context = {
        **_common(request, sets, at=at),
        "view": "list",
        "heading": sentences.my_dates(counts["ahead"], counts["behind"]),
        "parts": [each for each in parts if each[1]],
        "page": page,
    }
    return render(request, "pages/mine/list.html", context)


def month(request: Request) -> HttpResponse:
    at, zone = now(), request.user.time_zone
    today = in_zone(at, zone).date()
    shown = Month.named(request.GET.get("month", ""), today=today)
    sets = own_sets(request, at=at)
    begins, ends = shown.reach
    sessions = own_sessions(request.user.pk, _organisations(request)).filter(starts_at__lt=ends, ends_at__gt=begins)
    found = own_dates(sessions.order_by("starts_at", "pk"), sets, at=at, zone=zone)
    context = {
        **_common(request, sets, at=at),
        "view": "month",
        "heading": sentences.my_month(shown.first, [each for each in found if shown.holds(each.day)], today=today),
        "month": shown,
        "is_this_month": shown.holds(today),
        "weeks": shown.weeks(found, today=today),
    }
    return render(request, "pages/mine/month.html", context)


def _common(request: Request, sets: list[OwnSet], *, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "zone": request.user.time_zone,
        "runs_sets": any(each.runs and not each.is_closed for each in sets),
    }


def _organisations(request: Request) -> list[int]:
    return [each.organisation_id for each in request.memberships]


def _polls(request: Request, sets: list[OwnSet], *, at: datetime, today: date) -> list[OwnPoll]:
    of = {each.seat.learning_set_id: each for each in sets if not each.is_closed}
    polls = own_polls(request.user.pk, [each.seat for each in of.values()], now=at, today=today)
    return [OwnPoll(each, of[each.learning_set_id]) for each in polls]
