from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.forms import AnswerForm
from sessions.models import Answer, Session, Settled
from sets import policies as sets
from sets.policies import Seat
from sets.queries import seat_for


@require_POST
def answer(request: Request, slug: str, number: int) -> HttpResponse:
    """Coming or not, to any session that is still to come; with a note where the ground rules are agreed to."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    session = queries.session_for(seat, number)
    at = now()
    if not policies.may_answer(seat, session, now=at):
        messages.warning(
            request,
            _("This session is over or cancelled, so there is nothing to answer any more."),
        )
        return redirect(session)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        # Another answer than these two is nobody's; a note too long is somebody's words.
        return _note_again(request, seat, session, form) if "note" in form.errors else redirect(session)
    return _take(request, seat, session, form, at)


def _take(request: Request, seat: Seat, session: Session, form: AnswerForm, at: datetime) -> HttpResponse:
    said, note = form.cleaned_data["answer"], form.note_given
    may_say = policies.may_say(seat)
    if is_about_another_date(form, session) or not operations.answer_session(
        session, answer=said, note=note if may_say else None, by=request.membership, at=at
    ):
        messages.warning(request, _("This session was moved or cancelled a moment ago. Look at it, and say again."))
        return redirect(session)
    if note and not may_say:
        return _note_again(request, seat, session, form)
    messages.success(
        request,
        _("You are coming. You can change this until the session begins.")
        if said == Answer.COMING
        else _("You cannot come. Your set sees your apology; you can change it until the session begins."),
    )
    if request.POST.get("next") == "home":
        return redirect("pages:home", request.organisation.slug)
    if request.POST.get("next") == "me":
        return redirect("me")
    if request.POST.get("next") == "set":
        return redirect(session.learning_set)
    return redirect(f"{session.get_absolute_url()}#your-answer")


def is_about_another_date(form: AnswerForm, session: Session) -> bool:
    about = form.cleaned_data.get("about")
    return about is not None and about != int(session.starts_at.timestamp())


def _note_again(request: Request, seat: Seat, session: Session, form: AnswerForm) -> HttpResponse:
    """What was typed stays on the page until it fits, or its author has agreed to the ground rules."""
    context = {"form": form, "set": seat.learning_set, "seat": seat, "session": session}
    return render(request, "sessions/answer.html", context, status=422 if form.errors else 409)


@require_POST
def settle(request: Request, slug: str, number: int) -> HttpResponse:
    """Too few come, and the set meets all the same or as a triad."""
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    as_ = request.POST.get("as", "")
    at = now()
    if as_ not in Settled.values or not policies.may_answer(seat, session, now=at):
        messages.warning(request, _("This session is over or cancelled, so there is nothing to decide any more."))
    elif operations.settle_session(session, as_=as_, by=request.membership, at=at):
        messages.success(
            request,
            _("You meet as a triad. Your set is told in a minute.")
            if as_ == Settled.TRIAD
            else _("You meet all the same. Your set is told in a minute."),
        )
    else:
        messages.warning(request, _("This is decided already, or enough can come again."))
    return redirect(session)
