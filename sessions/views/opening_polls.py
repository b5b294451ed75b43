"""Asking a set about dates: how many in which rhythm, which of those that are proposed, and until when."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import in_zone, now
from organisations.http import Request
from sessions import operations, policies, proposing, public_holidays, queries
from sessions.cadence import Span, TooFarAway
from sessions.forms.polls import OWN_ROWS, WRITTEN, AskForm, OfferForm, end_of, read_spans
from sets.models import LearningSet
from sets.policies import Seat
from sets.queries import seat_for

ANSWER_WITHIN, BEGIN_AFTER = timedelta(days=7), timedelta(days=14)


def new(request: Request, slug: str) -> HttpResponse:
    """How many dates in which rhythm; then the dates that are proposed for it, of which some are kept and some added."""
    seat = seat_for(request.membership, slug, may=policies.may_plan)
    if poll := queries.undecided_poll_of(seat.learning_set):
        messages.info(request, _("Your set looks for dates already. Choose from these first, or withdraw them."))
        return redirect(poll)
    learning_set, at = seat.learning_set, now()
    form = AskForm(request.POST or None, initial=_usual(seat, at), zone=learning_set.time_zone, now=at)
    context: dict[str, Any] = {"seat": seat, "set": learning_set, "form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "sessions/ask.html", context, status=422 if form.errors else 200)
    offer = _offer(request, form, learning_set, at)
    if offer.is_valid() and "open" in request.POST and offer.check_number(form.cleaned_data["wanted"]):
        return _open(request, learning_set, form, offer, at)
    looks = queries.looks_at(seat, offer.offered, dates=queries.dates_of(learning_set), now=at)
    context |= {
        "offer": offer,
        "own": [(offer[f"day_{number}"], offer[f"time_{number}"]) for number in range(OWN_ROWS)],
        "rows": [
            (f"{in_zone(each.span.starts_at, learning_set.time_zone):{WRITTEN}}", each, each.span in offer.kept)
            for each in looks
        ],
        "kept": len(offer.kept),
    }
    return render(request, "sessions/ask.html", context, status=422 if offer.errors else 200)


def _usual(seat: Seat, at: datetime) -> dict[str, Any]:
    learning_set = seat.learning_set
    today = in_zone(at, learning_set.time_zone).date()
    return {
        "wanted": queries.dates_of(learning_set).left or 1,
        "minutes": learning_set.minutes,
        "cadence": learning_set.cadence,
        "place": learning_set.place,
        "answer_by": today + ANSWER_WITHIN,
        "first": today + BEGIN_AFTER,
    }


def _offer(request: Request, form: AskForm, learning_set: LearningSet, at: datetime) -> OfferForm:
    """What stands on the page as it was sent, or what is proposed."""
    answers = form.cleaned_data
    how: dict[str, Any] = {"zone": learning_set.time_zone, "minutes": answers["minutes"], "now": at}
    if "offered" in request.POST and "propose" not in request.POST:
        offered = read_spans(request.POST.getlist("offered"), **how)
        kept = set(read_spans(request.POST.getlist("slots"), **how))
        return OfferForm(request.POST, offered=offered, kept=kept, **how)
    offered = _proposed(learning_set, answers)
    return OfferForm(offered=offered, kept=set(offered), **how)


def _proposed(learning_set: LearningSet, answers: dict[str, Any]) -> list[Span]:
    circle = queries.circle_in_zones(learning_set)
    try:
        around = proposing.weeks(answers["first"], rhythm=answers["cadence"], wanted=answers["wanted"])
    except TooFarAway:
        return []
    days = [day for week in around for day in week]
    holidays = public_holidays.on(days, countries={each.country for each in circle})
    return proposing.propose(
        around,
        minutes=answers["minutes"],
        zone=learning_set.time_zone,
        zones=[each.zone for each in circle],
        left_out=holidays.keys(),
    )


def _open(request: Request, learning_set: LearningSet, form: AskForm, offer: OfferForm, at: datetime) -> HttpResponse:
    answers = form.cleaned_data
    poll = operations.open_poll(
        learning_set,
        offer.spans(),
        wanted=answers["wanted"],
        minutes=answers["minutes"],
        cadence=answers["cadence"],
        place=answers["place"],
        closes_at=end_of(answers["answer_by"], learning_set.time_zone),
        by=request.membership,
        at=at,
    )
    messages.success(request, _("Everybody in your set is asked. Now say yourself which dates suit you."))
    return redirect(poll)
