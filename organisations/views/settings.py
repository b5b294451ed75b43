"""What an owner decides for the whole organisation."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations import operations, policies, queries
from organisations.forms import SettingsForm
from organisations.http import Request


def settings(request: Request) -> HttpResponse:
    queries.allow(request.membership, policies.may_change_settings)
    # A copy, so that a name that was refused does not stand at the top of the page.
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=copy(request.organisation))
    if request.method == "POST" and form.is_valid():
        operations.change_settings(form.instance, outside=form.cleaned_data["outside"], by=request.membership, at=now())
        messages.success(request, _("The settings are saved."))
        return redirect("organisations:settings", organisation=request.organisation.slug)
    return render(request, "organisations/settings.html", {"form": form}, status=422 if form.errors else 200)
