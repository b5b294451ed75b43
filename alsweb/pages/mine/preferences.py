"""Where I am."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib import phrases
from alsweb.pages.mine.dates import agenda
from organisations import accounts
from organisations.forms import OwnZoneForm
from organisations.http import Request


@require_POST
def zone(request: Request) -> HttpResponse:
    form = OwnZoneForm(request.POST)
    if not form.is_valid():
        return agenda(request, form)
    accounts.change_own_zone(request.user, form.cleaned_data["time_zone"], country=form.cleaned_data["country"])
    messages.success(
        request,
        _("You see all dates in %(zone)s from now on.") % {"zone": phrases.city(request.user.time_zone)},
    )
    return redirect("me")
