"""The page behind an invitation's link, for whoever holds it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from alsweb.lib import tokens
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.adapter import MAY_SIGN_UP
from organisations.forms import JoinForm
from organisations.http import Request
from organisations.models import Organisation
from organisations.notices import PURPOSE
from organisations.operations import Refused
from sets import operations
from sets.forms.inviting import GuestForm
from sets.openings import Opening, opening_of, own_homes

LINK_LASTS = timedelta(days=60)
logger = logging.getLogger(__name__)


@login_not_required
def invitation(request: Request, token: str) -> HttpResponse:
    """Show what the invitation opens, or let its person in; all in the scope of the inviter, which the token carries."""
    try:
        claims = tokens.read(PURPOSE, token, max_age=LINK_LASTS)
    except tokens.BadToken:
        return _refuse(request, "a link that is not ours or too old")
    reader = request.user.pk  # read now: inside the inviter's scope nobody's browser session is there
    homes = own_homes(reader, besides=claims["o"]) if request.user.is_authenticated else []
    with scope(person=claims["p"], organisation=claims["o"]):
        opening = opening_of(claims["i"], person=reader, at=now())
        if opening is None:
            return _refuse(request, f"number {claims['i']} stands no longer")
        if not request.user.is_authenticated:
            return _ask_to_sign_in(request, opening)
        if opening.invitation.email != request.user.email:
            return _refuse(request, f"number {claims['i']} is for another address")
        return _join(request, opening, homes)


def _ask_to_sign_in(request: Request, opening: Opening) -> HttpResponse:
    request.session[MAY_SIGN_UP] = True
    back = urlencode({"next": request.path})
    context = {
        "opening": opening,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{back}",
        "sign_up_url": f"{reverse('account_signup')}?{back}&{urlencode({'email': opening.invitation.email})}",
    }
    return render(request, "sets/invitation.html", context)


def _join(request: Request, opening: Opening, homes: list[Organisation]) -> HttpResponse:
    form = _form(request, opening, homes)
    if request.method == "POST" and form.is_valid():
        try:
            joined = operations.accept(opening.invitation, user=request.user, **form.cleaned_data, at=now())
        except Refused:
            return _refuse(request, f"number {opening.invitation.pk} was accepted or taken back meanwhile")
        organisation = opening.invitation.organisation.slug
        return redirect("pages:set", organisation, joined.slug) if joined else redirect("pages:home", organisation)
    context = {"opening": opening, "form": form}
    return render(request, "sets/invitation.html", context, status=422 if form.errors else 200)


def _form(request: Request, opening: Opening, homes: list[Organisation]) -> JoinForm:
    typed = request.POST if request.method == "POST" else None
    invited = opening.invitation
    initial = {"name": opening.own_name or invited.name, "home": invited.home_organisation_id}
    if opening.is_for_guest and homes:
        return GuestForm(typed, initial=initial, homes=homes)
    return JoinForm(typed, initial=initial)


def _refuse(request: Request, why: str) -> HttpResponse:
    """The same answer whatever the reason, so that a link tells nothing to somebody whom it does not open to."""
    logger.warning("An invitation was refused: %s.", why)
    return render(request, "sets/invitation_refused.html", status=403)
