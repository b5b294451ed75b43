"""The link to join in a personal invitation: it leads to the video link, or says why it does not."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alsweb.lib import phrases, tokens
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.devices import is_folded
from organisations.models import User
from sessions import queries
from sessions.links import JOIN
from sessions.models import Session, SessionState
from sets.models import SetMembership

OPENS_BEFORE = timedelta(days=1)


@login_not_required
@require_safe
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Only its person's circle reads the video link, so it is looked for in their scope; nothing is written down."""
    reader = request.user.pk  # read now: inside another's scope no browser session is there
    folded = is_folded(request)
    try:
        claims = tokens.read_for_ever(JOIN, token)
    except tokens.BadToken:
        return _unseen(render(request, "sessions/join_over.html", status=404))
    with scope(person=claims["p"], organisation=claims["o"]):
        response = _answer(request, claims["s"], person=claims["p"], reader=reader, folded=folded, at=now())
    return _unseen(response)


def _answer(
    request: HttpRequest, number: int, *, person: int, reader: int | None, folded: bool, at: datetime
) -> HttpResponse:
    account = User.objects.filter(pk=person, is_active=True).first()
    session = Session.objects.filter(pk=number).select_related("learning_set", "organisation").first()
    if account is None or session is None or not _is_in_circle(person, session):
        return render(request, "sessions/join_over.html", status=404)
    if why := _why_not(session, zone=account.time_zone, at=at):
        return _say(request, session, why)
    if session.learning_set.joins_signed_in_at and (reader != person or folded):
        return _first(request, session, person=person, reader=reader)
    joining = queries.joining_words(session)
    if joining is None or not joining.video_link:
        return _say(request, session, _("This session has no link to join from afar."))
    return HttpResponseRedirect(joining.video_link)


def _first(request: HttpRequest, session: Session, *, person: int, reader: int | None) -> HttpResponse:
    """Sign in; and where somebody has, as whom or by what. The page of the session says how words open again."""
    if reader is None:
        return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': request.path})}")
    if reader == person:
        return HttpResponseRedirect(session.get_absolute_url())
    return _say(
        request,
        session,
        _("Somebody else is signed in here. Sign out, and open this link from your own mail again."),
    )


def _is_in_circle(person: int, session: Session) -> bool:
    return SetMembership.objects.current().has(person, in_set=session.learning_set_id)


def _why_not(session: Session, *, zone: str, at: datetime) -> str:
    when = {"when": phrases.moment(session.starts_at, zone), "zone": phrases.city(zone)}
    if session.state is SessionState.CANCELLED:
        return _("This session is cancelled: nobody meets on %(when)s.") % when
    if at >= session.ends_at or session.state is SessionState.HELD:
        return _("This session is over.")
    if at < session.starts_at - OPENS_BEFORE:
        return _("You meet on %(when)s, %(zone)s. This link opens a day before.") % when
    return ""


def _say(request: HttpRequest, session: Session, why: str) -> HttpResponse:
    return render(request, "sessions/join.html", {"sentence": why, "session": session})


def _unseen(response: HttpResponse) -> HttpResponse:
    """This address is a key: nobody is told that they were reached from it, not even ourselves.

    A page keeps the name of the site, without which browsers send its forms from nowhere, and they are refused.
    """
    response["Referrer-Policy"] = "no-referrer" if "Location" in response else "strict-origin"
    return response
