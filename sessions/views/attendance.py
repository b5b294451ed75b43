from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sessions import operations, policies, queries
from sessions.forms import AttendanceForm
from sessions.models import Session
from sets import policies as sets
from sets.models import SetMembership, SetRole
from sets.policies import Seat
from sets.queries import seat_for


def mark(request: Request, slug: str, number: int) -> HttpResponse:
    seat, session, at = _session_to_mark(request, slug, number)
    circle = _circle(seat, session)
    names = {each.person_id: each.membership.name for each in circle}
    bids = queries.bids_for(session)
    form = AttendanceForm(
        request.POST or None,
        members=_members(circle),
        presenters={bid.person_id: names[bid.person_id] for bid in bids if bid.person_id in names},
        notes_lateness=_notes_lateness(seat),
        initial={"presented": [bid.person_id for bid in bids if bid.presented_at]},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, session, form, at=at)
        except Refused as refused:
            messages.warning(request, str(refused))
            return redirect(session)
    context = {"form": form, "set": seat.learning_set, "session": session, "over": session.ends_at <= at}
    return render(request, "sessions/attendance.html", context, status=422 if form.errors else 200)


def _save(request: Request, session: Session, form: AttendanceForm, *, at: datetime) -> HttpResponse:
    _write(session, form, request=request, at=at)
    operations.mark_presenters(session, form.cleaned_data.get("presented", []), at=at)
    if "rest" in request.POST:
        operations.mark_the_rest(session, form.unmarked(), by=request.membership, at=at)
        messages.success(request, _("Saved: whoever had no mark came. Any of them can still be changed."))
        return redirect("sessions:attendance", *_address(request, session))
    if "hold" in request.POST and operations.hold_session(session, by=request.membership, at=at):
        messages.success(request, _("Session %(number)s is closed as held.") % {"number": session.number})
    else:
        messages.success(request, _("Attendance is saved."))
    return redirect(session)


@require_POST
def mark_one(request: Request, slug: str, number: int, person: int) -> HttpResponse:
    """One tap: the row of one person, saved at once. htmx gets the row back, everybody else the page."""
    seat, session, at = _session_to_mark(request, slug, number)
    found = _row_of(seat, session, person)
    if not found:
        messages.warning(request, _("Only whoever was in the set when it met is marked."))
        return _whole_page(request, session)
    form = AttendanceForm(request.POST, members=found, notes_lateness=_notes_lateness(seat))
    if not form.is_valid():
        if request.htmx:
            return _row(request, seat, session, form, status=422)
        messages.warning(request, _("Nothing was changed. Choose one of these three."))
        return _whole_page(request, session)
    try:
        _write(session, form, request=request, at=at)
    except Refused as refused:
        messages.warning(request, str(refused))
        return _whole_page(request, session)
    if not request.htmx:
        return _whole_page(request, session)
    saved = AttendanceForm(members=_row_of(seat, session, person), notes_lateness=_notes_lateness(seat))
    return _row(request, seat, session, saved)


def _session_to_mark(request: Request, slug: str, number: int) -> tuple[Seat, Session, datetime]:
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session, at = queries.session_for(seat, number), now()
    if not policies.may_mark(seat, session, now=at):
        raise PermissionDenied
    return seat, session, at


def _notes_lateness(seat: Seat) -> bool:
    return seat.learning_set.notes_lateness_at is not None


def _circle(seat: Seat, session: Session) -> list[Any]:
    return queries.circle_at(session, with_lateness=_notes_lateness(seat))


def _members(circle: list[Any]) -> list[Any]:
    return [each for each in circle if each.role == SetRole.MEMBER]


def _row_of(seat: Seat, session: Session, person: int) -> list[SetMembership]:
    """As a list, because a form is made of rows; empty where this person is marked by nobody."""
    return [each for each in _members(_circle(seat, session)) if each.person_id == person]


def _write(session: Session, form: AttendanceForm, *, request: Request, at: datetime) -> None:
    operations.mark_attendance(session, form.marks(), by=request.membership, at=at)
    if noted := form.punctuality():
        operations.note_punctuality(session, noted, at=at)
    for person in form.staying():
        operations.settle_mark(session, person, by=request.membership, at=at)


def _row(request: Request, seat: Seat, session: Session, form: AttendanceForm, *, status: int = 200) -> HttpResponse:
    (row,) = form.rows()
    context = {"row": row, "set": seat.learning_set, "session": session, "saved": not form.is_bound}
    return render(request, "sessions/_attendance_row.html", context, status=status)


def _address(request: Request, session: Session) -> tuple[str, str, int]:
    return request.organisation.slug, session.learning_set.slug, session.number


def _whole_page(request: Request, session: Session) -> HttpResponse:
    url = reverse("sessions:attendance", args=_address(request, session))
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
