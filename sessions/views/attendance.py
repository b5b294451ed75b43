from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.forms import AttendanceForm
from sessions.models import Answer
from sets import policies as sets
from sets.models import SetRole
from sets.queries import seat_for


@require_POST
def answer(request: Request, slug: str, number: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    session = queries.session_for(seat, number)
    at = now()
    if not policies.may_answer(seat, session, now=at):
        messages.warning(
            request,
            _("This session is over or cancelled, so there is nothing to answer any more."),
        )
        return redirect(session)
    said = request.POST.get("answer", "")
    if said not in Answer.values:
        return redirect(session)
    operations.answer_session(session, answer=said, by=request.membership, at=at)
    messages.success(
        request,
        _("You are coming. You can change this until the session begins.")
        if said == Answer.COMING
        else _("You cannot come. Your set sees your apology; you can change it until the session begins."),
    )
    if request.POST.get("next") == "home":
        return redirect("pages:home", request.organisation.slug)
    return redirect(session)


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
