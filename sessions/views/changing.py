from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.forms import CancelForm, MoveForm
from sessions.models import Session
from sessions.views.planning import form_page
from sets import policies as sets
from sets.policies import Seat
from sets.queries import seat_for


def _session_to_change(request: Request, slug: str, number: int) -> tuple[Seat, Session]:
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    if not policies.may_change(seat, session):
        raise PermissionDenied
    return seat, session


def move(request: Request, slug: str, number: int) -> HttpResponse:
    seat, session = _session_to_change(request, slug, number)
    at = now()
    initial = {
        "day": session.local_date,
        "at_time": session.local_time,
        "minutes": session.minutes,
        "place": session.place,
    }
    form = MoveForm(request.POST or None, initial=initial, zone=session.time_zone, now=at)
    if request.method == "POST" and form.is_valid():
        if operations.move_session(session, **form.cleaned_data, by=request.membership, at=at):
            messages.success(
                request,
                _("Session %(number)s now begins on %(when)s. Everybody in the set is told, once.")
                % {
                    "number": session.number,
                    "when": phrases.moment(session.starts_at, session.time_zone),
                },
            )
        else:
            messages.warning(
                request,
                _("Somebody changed this session a moment ago. Look at it before you move it."),
            )
        return redirect(session)
    return form_page(request, "sessions/move.html", form, seat=seat, session=session)


def cancel(request: Request, slug: str, number: int) -> HttpResponse:
    seat, session = _session_to_change(request, slug, number)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if operations.cancel_session(session, **form.cleaned_data, by=request.membership, at=now()):
            messages.success(
                request,
                _("Session %(number)s is cancelled. Everybody in the set is told.") % {"number": number},
            )
        return redirect(session)
    return form_page(request, "sessions/cancel.html", form, seat=seat, session=session)
