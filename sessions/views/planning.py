from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies
from sessions.forms import PlanForm
from sets.queries import seat_for


def plan(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_plan)
    at = now()
    usual = {"minutes": seat.learning_set.minutes, "place": seat.learning_set.place}
    form = PlanForm(request.POST or None, initial=usual, zone=seat.learning_set.time_zone, now=at)
    if request.method == "POST" and form.is_valid():
        session = operations.plan_session(seat.learning_set, **form.cleaned_data, by=request.membership, at=at)
        messages.success(
            request,
            _("Session %(number)s is planned for %(when)s. Everybody in the set is told.")
            % {
                "number": session.number,
                "when": phrases.moment(session.starts_at, session.time_zone),
            },
        )
        return redirect(seat.learning_set)
    return form_page(request, "sessions/plan.html", form, seat=seat)


def form_page(request: Request, template: str, form: Any, **context: Any) -> HttpResponse:
    context |= {"form": form, "set": context["seat"].learning_set}
    return render(request, template, context, status=422 if form.errors else 200)
