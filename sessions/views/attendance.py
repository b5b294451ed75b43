from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.forms import AttendanceForm
from sets import policies as sets
from sets.models import SetRole
from sets.queries import seat_for


def mark(request: Request, slug: str, number: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    at = now()
    if not policies.may_mark(seat, session, now=at):
        raise PermissionDenied
    circle = queries.circle_at(session)
    names = {each.person_id: each.membership.name for each in circle}
    bids = queries.bids_for(session)
    form = AttendanceForm(
        request.POST or None,
        members=[each for each in circle if each.role == SetRole.MEMBER],
        presenters={bid.person_id: names[bid.person_id] for bid in bids if bid.person_id in names},
        initial={"presented": [bid.person_id for bid in bids if bid.presented_at]},
    )
    if request.method == "POST" and form.is_valid():
        operations.mark_attendance(session, form.marks(), by=request.membership, at=at)
        operations.mark_presenters(session, form.cleaned_data.get("presented", []), at=at)
        if "hold" in request.POST and operations.hold_session(session, by=request.membership, at=at):
            messages.success(request, _("Session %(number)s is closed as held.") % {"number": number})
        else:
            messages.success(request, _("Attendance is saved."))
        return redirect(session)
    context = {"form": form, "set": seat.learning_set, "session": session}
    return render(request, "sessions/attendance.html", context, status=422 if form.errors else 200)
