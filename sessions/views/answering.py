from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.models import Answer
from sets import policies as sets
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
    if request.POST.get("next") == "me":
        return redirect("me")
    return redirect(session)
