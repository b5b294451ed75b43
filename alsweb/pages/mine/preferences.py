"""Where I am."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.time import in_zone, now
from organisations import accounts
from organisations.forms import OwnZoneForm
from organisations.http import Request


def zone(request: Request) -> HttpResponse:
    """A page of its own: all zones and countries to choose from weigh more than anybody's dates."""
    here = {"time_zone": request.user.time_zone, "country": request.user.country}
    form = OwnZoneForm(request.POST or None, initial=here)
    if request.method == "POST" and form.is_valid():
        accounts.change_own_zone(request.user, form.cleaned_data["time_zone"], country=form.cleaned_data["country"])
        messages.success(
            request,
            _("You see all dates in %(zone)s from now on.") % {"zone": phrases.city(request.user.time_zone)},
        )
        return redirect("me")
    context = {
        "form": form,
        "zone": request.user.time_zone,
        "clock": f"{in_zone(now(), request.user.time_zone):%H:%M}",
    }
    return render(request, "pages/mine/zone.html", context, status=422 if form.errors else 200)
