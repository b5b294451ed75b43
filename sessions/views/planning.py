"""Putting dates into everybody's diary: one, or a series that is looked at before it is saved."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words, number_in
from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.cadence import OWN_DATES, Span
from sessions.forms import DatesForm, PlanForm, SeriesForm
from sessions.queries.places import UsedPlace
from sets.forms.founding import MOST_SESSIONS
from sets.models import LearningSet
from sets.policies import Seat
from sets.queries import seat_for


def plan(request: Request, slug: str) -> HttpResponse:
    """One date, or a series; without a word from the reader, whichever the set is short of."""
    seat = seat_for(request.membership, slug, may=policies.may_plan)
    dates = queries.dates_of(seat.learning_set)
    if request.method == "POST":
        in_series = "count" in request.POST
    else:
        in_series = request.GET.get("how") != "one" and (dates.left > 1 or request.GET.get("how") == "series")
    return (_plan_series if in_series else _plan_one)(request, seat, dates, now())


def _plan_one(request: Request, seat: Seat, dates: queries.Dates, at: datetime) -> HttpResponse:
    learning_set, places = seat.learning_set, queries.used_places(seat.learning_set)
    form = PlanForm(
        request.POST or None,
        initial=_usual(learning_set, places),
        zone=learning_set.time_zone,
        now=at,
        places=places,
    )
    if request.method == "POST" and form.is_valid():
        looks = [] if seen(request, [form.span]) else queries.looks_at(seat, [form.span], dates=dates, now=at)
        if against := [line for each in looks for line in each.against]:
            return form_page(request, "sessions/plan.html", form, seat=seat, against=against, seen=written([form.span]))
        session = operations.plan_session(learning_set, **form.when(), **form.where(), by=request.membership, at=at)
        messages.success(
            request,
            _("Session %(number)s is planned for %(when)s, %(zone)s. Everybody in the set is told in a minute.")
            % {
                "number": session.number,
                "when": phrases.moment(session.starts_at, session.time_zone),
                "zone": phrases.city(session.time_zone),
            },
        )
        return _go_on(request, learning_set)
    return form_page(request, "sessions/plan.html", form, seat=seat)


def _plan_series(request: Request, seat: Seat, dates: queries.Dates, at: datetime) -> HttpResponse:
    learning_set, places = seat.learning_set, queries.used_places(seat.learning_set)
    usual = {**_usual(learning_set, places), "count": max(dates.left, 1), "cadence": learning_set.cadence}
    form = SeriesForm(
        request.POST or None,
        initial=usual,
        zone=learning_set.time_zone,
        now=at,
        places=places,
    )
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return form_page(request, "sessions/plan_series.html", form, seat=seat)
    chosen = _chosen(request, form, at)
    spans = sorted(chosen.spans.values(), key=lambda each: each.starts_at) if chosen.is_valid() else []
    saving = bool(spans) and "save" in request.POST
    if saving and seen(request, spans):
        return _save_series(request, learning_set, form, spans, at)
    looks = queries.looks_at(seat, list(chosen.spans.values()), dates=dates, now=at)
    unseen = [each for each in looks if each.against and not seen(request, [each.span])]
    if saving and not unseen:
        return _save_series(request, learning_set, form, spans, at)
    found = {each.span: each for each in looks}
    context = {
        "set": learning_set,
        "kept": [field.as_hidden() for field in form if field.name != "left_out"],
        "left_out": sorted(form.cleaned_data["left_out"]),
        "dates": chosen,
        "rows": [
            (chosen[name], found.get(chosen.spans[name]) if name in chosen.spans else None) for name in chosen.fields
        ],
        "is_own": form.cleaned_data["cadence"] == OWN_DATES,
        "seen": written(chosen.spans.values()),
        "spans": spans,
        "against": sum(bool(each.against) for each in looks),
        "unseen": saving,
        "place": next((each for each in places if each.place == form.cleaned_data["place"]), None),
        "sentence": _these_dates(spans, len(chosen.fields)),
    }
    return render(request, "sessions/series.html", context, status=422 if chosen.errors else 409 if saving else 200)


def _chosen(request: Request, form: SeriesForm, at: datetime) -> DatesForm:
    """The dates on the page as they stand now: of the rhythm, as typed, or with another in place of one left out."""
    answers = form.cleaned_data
    common = {"at_time": answers["at_time"], "minutes": answers["minutes"], "zone": form.zone, "now": at}
    rows = sum(f"date_{number}" in request.POST for number in range(MOST_SESSIONS))
    if not rows:
        return DatesForm.of(form.dates(), rows=answers["count"], **common)
    typed = DatesForm(request.POST, rows=rows, **common)
    if "leave_out" in request.POST:
        typed.is_valid()
        left_out = typed.typed.pop(f"date_{number_in(request.POST['leave_out'])}", None)
        answers["left_out"] += [left_out] if left_out else []
        days = typed.days()
        another = form.date_after(days) if left_out else None
        return DatesForm.of([*days, another] if another else days, rows=len(days), **common)
    return DatesForm.of(typed.days(), rows=rows, **common) if typed.is_valid() else typed


def _save_series(
    request: Request, learning_set: LearningSet, form: SeriesForm, spans: Sequence[Span], at: datetime
) -> HttpResponse:
    answers = form.cleaned_data
    sessions = operations.plan_series(
        learning_set,
        days=[each.day for each in spans],
        at_time=answers["at_time"],
        minutes=answers["minutes"],
        cadence=answers["cadence"],
        **form.where(),
        by=request.membership,
        at=at,
    )
    said = ngettext(
        "%(n)s session is planned, for %(when)s, %(zone)s. Everybody in the set is told in a minute.",
        "%(n)s sessions are planned, the first for %(when)s, %(zone)s. Everybody in the set is told in a minute.",
        len(sessions),
    ) % {
        "n": in_words(len(sessions)),
        "when": phrases.moment(sessions[0].starts_at, learning_set.time_zone),
        "zone": phrases.city(learning_set.time_zone),
    }
    messages.success(request, phrases.capitalised(said))
    return _go_on(request, learning_set)


def _these_dates(spans: Sequence[Span], wanted: int) -> str:
    """`Six dates, from Tuesday 5 January to Tuesday 3 August 2027.`"""
    if not spans:
        return ngettext("Which date?", "Which %(n)s dates?", wanted) % {"n": in_words(wanted)}
    said = ngettext("%(n)s date: %(last)s.", "%(n)s dates, from %(first)s to %(last)s.", len(spans)) % {
        "n": in_words(len(spans)),
        "first": phrases.day(spans[0].day),
        "last": phrases.day_in_year(spans[-1].day),
    }
    return phrases.capitalised(said)


def _usual(learning_set: LearningSet, places: Sequence[UsedPlace]) -> dict[str, Any]:
    """What the set agreed to, with how to get to its usual place where that was written down."""
    place = next((each for each in places if each.place.casefold() == learning_set.place.casefold()), None)
    return {
        "minutes": learning_set.minutes,
        "place": learning_set.place,
        "address": place.address if place else "",
        "access_notes": place.access_notes if place else "",
    }


def _go_on(request: Request, learning_set: LearningSet) -> HttpResponse:
    """Whoever came from the list of sets that they run goes back to it, and on to the next that has no date."""
    if request.GET.get("then") == "sets":
        return redirect(reverse("my_sets", query={"planned": learning_set.pk}))
    return redirect(learning_set)


def written(spans: Iterable[Span]) -> str:
    """Which dates a page told all about, for the form to send along."""
    return " ".join(f"{each.starts_at:%Y%m%dT%H%MZ}/{each.ends_at:%Y%m%dT%H%MZ}" for each in spans)


def seen(request: Request, spans: Iterable[Span]) -> bool:
    """Whether the page from which this was sent told what stands against each of these dates."""
    told = request.POST.get("seen", "").split()
    return all(written([each]) in told for each in spans)


def form_page(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    context |= {"form": form, "set": context["seat"].learning_set}
    status = 422 if form.errors else 409 if context.get("against") else 200
    return render(request, template, context, status=status)
