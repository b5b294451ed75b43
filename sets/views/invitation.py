"""The page behind an invitation's link, for whoever holds it."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from alsweb.lib import tokens
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.adapter import MAY_SIGN_UP
from organisations.forms import JoinForm
from organisations.http import Request
from organisations.notices import PURPOSE
from organisations.operations import Refused
from sets import operations
from sets.openings import Opening, opening_of

LINK_LASTS = timedelta(days=60)


@login_not_required
def invitation(request: Request, token: str) -> HttpResponse:
    """Show what the invitation opens, or let its person in; all in the scope of the inviter, which the token carries."""
    try:
        claims = tokens.read(PURPOSE, token, max_age=LINK_LASTS)
    except tokens.BadToken:
        return _refuse(request, _("This link is not one of ours, or it is too old."), status=404)
    reader = request.user.pk  # read now: inside the inviter's scope nobody's browser session is there
    with scope(person=claims["p"], organisation=claims["o"]):
        opening = opening_of(claims["i"], person=reader, at=now())
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, opening)
        if opening and opening.invitation.email != request.user.email:
            return _refuse(
                request,
                _("This invitation is for another e-mail address. Sign in with the address that it was sent to."),
                status=403,
            )
        return _join(request, opening) if opening else _refuse_lapsed(request)


def _ask_to_sign_in(request: Request, opening: Opening | None) -> HttpResponse:
    if opening is None:
        return _refuse_lapsed(request)
    request.session[MAY_SIGN_UP] = True
    back = urlencode({"next": request.path})
    context = {
        "opening": opening,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{back}",
        "sign_up_url": f"{reverse('account_signup')}?{back}",
    }
    return render(request, "sets/invitation.html", context)


def _join(request: Request, opening: Opening) -> HttpResponse:
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        initial={"name": opening.own_name or opening.invitation.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            joined = operations.accept(
                opening.invitation,
                user=request.user,
                name=form.cleaned_data["name"],
                at=now(),
            )
        except Refused as refused:
            return _refuse(request, str(refused), status=410)
        organisation = opening.invitation.organisation.slug
        return redirect("pages:set", organisation, joined.slug) if joined else redirect("pages:home", organisation)
    context = {"opening": opening, "form": form}
    return render(request, "sets/invitation.html", context, status=422 if form.errors else 200)


def _refuse_lapsed(request: Request) -> HttpResponse:
    return _refuse(
        request,
        _("This invitation no longer stands. Ask the person who invited you for a new one."),
        status=410,
    )


def _refuse(request: Request, sentence: str, *, status: int) -> HttpResponse:
    return render(request, "sets/invitation_refused.html", {"sentence": sentence}, status=status)
