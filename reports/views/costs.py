"""What learning together cost, and what it is reckoned with."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib import phrases
from alsweb.lib.time import in_zone, now
from organisations import operations
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import queries
from reports.forms import CostForm, PeriodForm
from reports.lines import lines_of
from reports.sentences import learning_cost, named_part, named_period, reckoned_with

_SET = ("valid_from", "currency", "hourly_rate", "fee", "fee_per")
_TOLD = {"hours", "cost", "cost_each_time"}


def costs(request: Request) -> HttpResponse:
    """Cost and what each time that somebody came cost; below, what owner and HR reckon with."""
    allow(request.membership, may_see_participation)
    organisation, at = request.organisation, now()
    today = in_zone(at, organisation.time_zone).date()
    rates = queries.cost_rates(organisation)
    last = {name: getattr(rates[-1], name) for name in _SET} if rates else {}
    form = CostForm(
        request.POST if request.method == "POST" else None,
        standing=[each.valid_from for each in rates],
        initial={**last, "valid_from": today.replace(day=1), **_removed(request)},
    )
    if request.method == "POST" and form.is_valid():
        rate = operations.set_costs(**form.cleaned_data, by=request.membership, at=at)
        messages.success(
            request,
            _("From %(day)s you reckon with %(rate)s. What took place since is reckoned anew.")
            % {"day": phrases.day_in_year(rate.valid_from), "rate": reckoned_with(rate)},
        )
        return redirect("reports:costs", organisation=organisation.slug)
    when = PeriodForm(request.GET, today=today)
    period = when.period_asked
    report = queries.of_period(organisation, period, now=at, rates=rates)
    context = {
        "form": form,
        "removed": _removed(request),
        "when": when,
        "period": named_period(period),
        "sentence": learning_cost(report.now.costs, has_rates=bool(rates)),
        "lines": [line for line in lines_of(report.now, report.before, report.parts) if line.measure.key in _TOLD],
        "parts": [named_part(part) for part in period.parts],
        "costs": report.now.costs,
        "rates": [(each, phrases.day_in_year(each.valid_from), reckoned_with(each)) for each in reversed(rates)],
    }
    return render(request, "reports/costs.html", context, status=422 if form.errors else 200)


def _removed(request: Request) -> dict[str, Any]:
    """What was removed a moment ago stands in the form again."""
    return {name: request.GET[name] for name in _SET if name in request.GET}


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    allow(request.membership, may_see_participation)
    rate = queries.cost_rate_for(request.organisation, pk)
    operations.remove_costs(rate, by=request.membership, at=now())
    messages.success(
        request,
        _(
            "That day is removed, and figures since are reckoned anew. Below it stands once more: save it to have it back."
        ),
    )
    page = reverse("reports:costs", args=[request.organisation.slug])
    return redirect(f"{page}?{urlencode({name: getattr(rate, name) for name in _SET})}#set")
