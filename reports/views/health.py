"""Which sets may need somebody, by dates alone; and from which number on that is said."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import queries
from reports.sentences import sets_needing, signs_of
from sets.forms.health import HealthRulesForm
from sets.operations import change_health_rules
from sets.queries import health_numbers


@require_safe
def health(request: Request) -> HttpResponse:
    """A set shows a sign by its dates and how many are in it; who is away, or silent, stays there."""
    allow(request.membership, may_see_participation)
    needing = queries.SetsNeeding(request.organisation, health_numbers(request.organisation), now())
    page = Paginator(needing, queries.SETS_NEEDING_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(each, signs_of(each, zone=request.organisation.time_zone)) for each in page],
        "sentence": sets_needing(len(needing)),
    }
    return render(request, "reports/health.html", context)


def health_rules(request: Request) -> HttpResponse:
    allow(request.membership, may_see_participation)
    form = HealthRulesForm(
        request.POST if request.method == "POST" else None, numbers=health_numbers(request.organisation)
    )
    if not form.is_valid():
        return render(request, "reports/health_rules.html", {"form": form}, status=422 if form.is_bound else 200)
    changed = change_health_rules(form.wanted(), by=request.membership, at=now())
    messages.success(request, _("The numbers are saved.") if changed else _("You changed nothing."))
    return redirect("reports:health", request.organisation.slug)
