"""The reminder of a session, as it goes out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sessions import operations, queries
from sessions.forms.reminders import ReminderForm
from sessions.models import Session
from sessions.notices.reminders import as_sent
from sets import policies as sets
from sets.queries import seat_for


def reminder(request: Request, slug: str, number: int) -> HttpResponse:
    """What will be sent, and when: whoever runs the set adds a line, holds it back, or sends it after all."""
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    stands, at = queries.reminder_at(session), now()
    if request.method != "POST":
        initial = {"note": stands.line.note if stands.line else "", "based_on": stands.edited}
        return _page(request, session, stands, ReminderForm(initial=initial))
    if seat.learning_set.closed_at:
        raise PermissionDenied
    form = ReminderForm(request.POST)
    if not form.is_valid():
        return _page(request, session, stands, form, status=422)
    held = "hold" in request.POST or (stands.held and "send" not in request.POST)
    try:
        operations.change_reminder(session, **form.cleaned_data, held=held, by=request.membership, at=at)
    except operations.LineMeanwhile as meanwhile:
        messages.warning(request, str(meanwhile))
        initial = {"note": form.cleaned_data["note"], "based_on": meanwhile.newest.edited}
        return _page(request, session, meanwhile.newest, ReminderForm(initial=initial), theirs=True, status=409)
    except Refused as refused:
        messages.warning(request, str(refused))
        return _page(request, session, stands, form, status=409)
    messages.success(request, _held_back() if held else _("Kept. The reminder goes out as it stands here."))
    return redirect("sessions:reminder", request.organisation.slug, slug, number)


def _held_back() -> str:
    return _("Held back. Nobody is reminded, unless you send it after all or the session moves.")


def _page(
    request: Request,
    session: Session,
    stands: queries.Outgoing,
    form: ReminderForm,
    *,
    theirs: bool = False,
    status: int = 200,
) -> HttpResponse:
    at = now()
    context = {
        "set": session.learning_set,
        "session": session,
        "stands": stands,
        "mail": as_sent(session, stands.line, person=request.user.pk, zone=request.user.time_zone, at=at),
        "form": form if stands.may_change(session, now=at) and session.learning_set.closed_at is None else None,
        "gone": at >= stands.goes_at and not stands.held,
        "theirs": theirs,
    }
    return render(request, "sessions/reminder.html", context, status=status)
