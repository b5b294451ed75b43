"""The first step in: where to go, or what to found."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from alsweb.lib.time import now
from organisations import accounts, operations
from organisations.adapter import MAY_SIGN_UP
from organisations.forms import FoundForm
from organisations.http import Request


@login_not_required
def start(request: Request) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    if not request.memberships:
        return redirect("found")
    if len(request.memberships) > 1:
        return redirect("me")
    return redirect("pages:home", organisation=request.memberships[0].organisation.slug)


@login_not_required
def begin(request: Request) -> HttpResponse:
    """Let somebody make an account in order to found an organisation."""
    found = reverse("found")
    if request.user.is_authenticated:
        return redirect(found)
    request.session[MAY_SIGN_UP] = True
    return redirect(f"{reverse('account_signup')}?{urlencode({'next': found})}")


def found(request: Request) -> HttpResponse:
    form = FoundForm(request.POST if request.method == "POST" else None, initial={"time_zone": request.user.time_zone})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        accounts.change_own_zone(request.user, chosen["time_zone"])
        organisation = operations.found_organisation(
            request.user, name=chosen["name"], own_name=chosen["own_name"], at=now()
        )
        return redirect("pages:home", organisation=organisation.slug)
    return render(request, "organisations/found.html", {"form": form}, status=422 if form.errors else 200)
