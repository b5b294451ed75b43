"""Feeds that calendars fetch, and one session as a file."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alsweb.lib import tokens
from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.http import Request
from sessions import calendars, queries
from sessions.links import FEED
from sessions.models import Feed, Session, SessionState
from sets import policies as sets
from sets.queries import seat_for

MAY_KEEP = 300
"""Seconds for which a calendar program need not ask again."""


@login_not_required
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """A person's dates, for whoever has the address; in that person's own scope, for reading only.

    Fetched by thousands every few minutes: two statements besides entering the scope, no text where nothing has changed,
    and nothing is ever written down.
    """
    try:
        claims = tokens.read_for_ever(FEED, token)
        person, number, key = int(claims["p"]), int(claims["f"]), str(claims["k"])
    except (tokens.BadToken, KeyError):
        return _no_feed()
    with scope(person=person, role=Role.ME):
        found = queries.open_feed(number, person=person, key=key)
        if found is None:
            return _no_feed()
        dates = queries.dates_in(found, at=now())
    name = _name_of(found, dates)
    etag = f'"{_fingerprint(name, dates)}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        text = calendars.feed([each.meeting() for each in dates], name=name, host=queries.host())
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="dates.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={MAY_KEEP}"
    return _unseen(response)


def _no_feed() -> HttpResponse:
    """The same for an address that never was, was ended or replaced, and for one whose account is closed."""
    return _unseen(HttpResponse(_("There is no calendar at this address."), status=404, content_type="text/plain"))


def _unseen(response: HttpResponse) -> HttpResponse:
    """Its address is a key: it goes along to no other site, and no search engine lists it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _name_of(found: Feed, dates: Sequence[queries.Dated]) -> str:
    if found.learning_set_id and dates:
        return dates[0].title
    return _("Set meetings")


def _fingerprint(name: str, dates: Sequence[queries.Dated]) -> str:
    return hashlib.sha256(repr((_form(), name, dates)).encode()).hexdigest()[:32]


@cache
def _form() -> bytes:
    """What a feed looks like in this version: after a change of it, what was kept is out of date."""
    moment = datetime(2027, 1, 4, 9, tzinfo=UTC)
    one = calendars.Meeting(
        UUID(int=0), 0, "x", moment.date(), moment.time(), "Europe/London", moment, 60, "x", "x", "x", moment
    )
    return calendars.feed([one], name="x", host=queries.host())


@require_safe
def download(request: Request, slug: str, number: int) -> HttpResponse:
    """One session, to be opened in a calendar by hand."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    session = queries.session_for(seat, number)
    if session.state is SessionState.CANCELLED:
        raise Http404
    (dated,) = queries.dated(Session.objects.filter(pk=session.pk), person=request.membership.person_id)
    response = HttpResponse(
        calendars.download(dated.meeting(), host=queries.host()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}.ics"'
    return response
