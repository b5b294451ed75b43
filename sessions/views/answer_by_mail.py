"""Coming or not, from the mail's link, without signing in: one answer to one session, and not one word shown."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib import tokens
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.devices import is_folded
from organisations.models import Membership
from sessions import operations, policies, queries
from sessions.coming import Asked, asked_by
from sessions.forms import AnswerForm
from sessions.models import Session, SessionState
from sessions.views.answering import is_about_another_date
from sets import policies as sets
from sets.policies import Seat
from sets.queries import seat_for


@dataclass(frozen=True)
class _Visit:
    """Somebody with a link to a session of their set; `at_home` where they are signed in on this device."""

    token: str
    asked: Asked
    seat: Seat
    session: Session
    at: datetime
    at_home: bool


@login_not_required
def coming_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page with two buttons and changes nothing: mail scanners follow links. POST answers."""
    reader = request.user.pk if request.user.is_authenticated and not is_folded(request) else None
    try:
        asked = asked_by(token)
    except tokens.BadToken:
        return _unseen(_over(request))
    with scope(person=asked.person, organisation=asked.organisation):
        visit = _visit(token, asked, reader=reader, at=now())
        response = _over(request) if visit is None else _open(request, visit)
    return _unseen(response)


def _visit(token: str, asked: Asked, *, reader: int | None, at: datetime) -> _Visit | None:
    """None where they have left the set or the organisation: then the link is no more than anybody's."""
    membership = (
        Membership.objects.current()
        .filter(person=asked.person, organisation=asked.organisation, person__is_active=True)
        .select_related("organisation", "person")
        .first()
    )
    sessions = Session.objects.filter(organisation=asked.organisation, pk=asked.session)
    session = sessions.select_related("learning_set").first()
    if membership is None or session is None:
        return None
    try:
        seat = seat_for(membership, session.learning_set.slug, may=sets.may_enter_circle)
    except (Http404, PermissionDenied):
        return None
    session.learning_set, session.organisation = seat.learning_set, seat.membership.organisation
    return _Visit(token, asked, seat, session, at, at_home=reader == asked.person)


def _open(request: HttpRequest, visit: _Visit) -> HttpResponse:
    if not policies.may_answer(visit.seat, visit.session, now=visit.at):
        sentence = (
            _("This session is cancelled.")
            if visit.session.state is SessionState.CANCELLED
            else _("This session is over.")
        )
        return _over(request, sentence, visit.session)
    return _answer(request, visit) if request.method == "POST" else _page(request, visit)


def _answer(request: HttpRequest, visit: _Visit) -> HttpResponse:
    taken_away = request.POST.get("no_note")
    form = AnswerForm({**request.POST.dict(), "answer": taken_away} if taken_away else request.POST)
    if not form.is_valid():
        return _page(request, visit, form=form) if "note" in form.errors else redirect("coming_by_mail", visit.token)
    if is_about_another_date(form, visit.session):
        return redirect("coming_by_mail", visit.token)
    may_say = policies.may_say(visit.seat)
    # Left empty, the field says nothing about a note that stands there unseen.
    note = form.note_given or ("" if visit.at_home and form.note_given is not None else None)
    note = "" if taken_away else note
    operations.answer_session(
        visit.session,
        answer=form.cleaned_data["answer"],
        note=note if may_say else None,
        by=visit.seat.membership,
        at=visit.at,
    )
    if note and not may_say:
        return _page(request, visit, form=form)
    return redirect("coming_by_mail", visit.token)


def _page(request: HttpRequest, visit: _Visit, *, form: AnswerForm | None = None) -> HttpResponse:
    own, note = queries.own_answer(visit.session, person=visit.asked.person)
    about = int(visit.session.starts_at.timestamp())
    may_say = policies.may_say(visit.seat)
    context = {
        "session": visit.session,
        "title": visit.session.learning_set.calendar_name,
        "zone": visit.seat.membership.person.time_zone,
        "answer": own.answer if own else "",
        "moved": visit.asked.starts_at != visit.session.starts_at,
        "form": form or AnswerForm(initial={"about": about, "note": note.note if note and visit.at_home else ""}),
        "about": about,
        "may_say": may_say or form is not None,
        "must_agree": form is not None and not may_say,
        "has_note": note is not None,
        "at_home": visit.at_home,
    }
    status = 200 if form is None else 422 if form.errors else 409
    return render(request, "sessions/coming_by_mail.html", context, status=status)


def _over(request: HttpRequest, sentence: str = "", session: Session | None = None) -> HttpResponse:
    """All that refuses looks alike to whoever is not, or no longer, in the set."""
    return render(request, "sessions/coming_over.html", {"sentence": sentence, "session": session}, status=410)


def _unseen(response: HttpResponse) -> HttpResponse:
    """This address is a key: nobody is told that they were reached from it.

    The name of the site stays, without which browsers send a form from nowhere, and it is refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    return response
