from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_found_sets
from organisations.queries import allow
from sets import operations, policies
from sets.forms.founding import FoundSetForm
from sets.queries import seat_for


def new(request: Request) -> HttpResponse:
    allow(request.membership, may_found_sets)
    form = FoundSetForm(request.POST or None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        learning_set = operations.found_set(**form.cleaned_data, by=request.membership, at=now())
        messages.success(
            request,
            _("%(name)s is founded. Whom would you like to have in it?") % {"name": learning_set.name},
        )
        return redirect("sets:invite", request.organisation.slug, learning_set.slug)
    return render(request, "sets/new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def close(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_run)
    if operations.close_set(seat.learning_set, by=request.membership, at=now()):
        days = request.organisation.retention_days
        messages.success(
            request,
            _("The set is closed. Its words are erased in %(days)s days; its dates stay.") % {"days": days},
        )
    return redirect(seat.learning_set)
