from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from alsweb.lib import phrases
from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import operations, queries
from reports.exporting.seen import Seen
from reports.forms.exports import LONGEST_ADDRESS
from reports.months import next_first


@require_http_methods(["GET", "HEAD", "POST"])
def monthly(request: Request) -> HttpResponse:
    """That a mail leads here each month: for this view, and those that one wanted before."""
    allow(request.membership, may_see_participation)
    at, zone = now(), request.organisation.time_zone
    seen = Seen.at_address(request.organisation, request.GET.urlencode(), at=at)
    fits = len(seen.address) <= LONGEST_ADDRESS
    if request.method == "POST" and fits:
        wanted = operations.want_monthly(seen.address, by=request.membership, at=at)
        said = _("You get it on %(moment)s, and each month from then on.")
        messages.success(request, said % {"moment": phrases.moment(wanted.next_at, zone)})
        return redirect(request.get_full_path())
    kept = list(queries.monthly_of(request.membership))
    context = {
        "this": next((each for each in kept if each.address == seen.address), None),
        "kept": [(each, seen.beside(each.address).name) for each in kept],
        "named": seen.name,
        "fits": fits,
        "first": phrases.moment(next_first(at, zone), zone),
        "view": seen.address,
        "zone": zone,
        "city": phrases.city(zone),
    }
    return render(request, "reports/monthly.html", context, status=200 if fits else 422)


@require_POST
def stop_monthly(request: Request, pk: int) -> HttpResponse:
    allow(request.membership, may_see_participation)
    operations.stop_monthly(queries.monthly_for(request.membership, pk))
    messages.success(request, _("It is stopped."))
    return redirect("reports:monthly", organisation=request.organisation.slug)
