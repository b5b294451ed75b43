"""An address by which others see that a certificate is real: its holder shares it, and it tells nothing that is not on it."""

from datetime import date, datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alsweb.lib import tokens
from alsweb.lib.links import absolute
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone, now
from alsweb.pages.learning_record.gathering import certified
from organisations.models import Membership
from organisations.queries import latest_of

PURPOSE = "certificate"
LASTS = timedelta(days=730)


def certificate_address(holder: Membership, learning_set: int, *, at: datetime) -> str:
    """The same all day; it names nobody, so that nothing can be read from the address itself."""
    issued = in_zone(at, holder.organisation.time_zone).date()
    token = tokens.sign_for_ever(
        PURPOSE, p=holder.person_id, o=holder.organisation_id, s=learning_set, d=issued.toordinal()
    )
    return absolute("certificate", token)


@login_not_required
@require_safe
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """Whether it holds now, looked up in its holder's own scope; one that does not is no better than one made up."""
    at = now()
    try:
        claims = tokens.read_for_ever(PURPOSE, token)
    except tokens.BadToken:
        return _unseen(render(request, "pages/certificate_unknown.html", status=404))
    issued = date.fromordinal(claims["d"])
    if at.date() > issued + LASTS:
        return _unseen(render(request, "pages/certificate_over.html", {"issued": issued}, status=410))
    with scope(person=claims["p"], organisation=claims["o"]):
        holder = latest_of(claims["p"], claims["o"])
        what = certified(holder, claims["s"], at=at) if holder else ""
    if holder is None or not what:
        return _unseen(render(request, "pages/certificate_unknown.html", status=404))
    context = {"holder": holder, "what": what, "issued": issued, "until": issued + LASTS}
    return _unseen(render(request, "pages/certificate.html", context))


def _unseen(response: HttpResponse) -> HttpResponse:
    """By search engines; as of every page, its address goes along to no other site and no cache keeps it."""
    response["X-Robots-Tag"] = "noindex"
    return response
