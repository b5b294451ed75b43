from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sets import policies as sets
from sets.gate import agree_first
from sets.queries import seat_for


@require_POST
def change(request: Request, slug: str, number: int) -> HttpResponse:
    """Put one's name on the agenda, or take it off again."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    session = queries.session_for(seat, number)
    at = now()
    if not policies.may_answer(seat, session, now=at):
        messages.warning(
            request,
            _("This session is over or cancelled, so its agenda stays as it is."),
        )
    elif "off" in request.POST:
        operations.take_name_off_agenda(session, by=request.membership)
        messages.success(request, _("Your name is off the agenda. “Not today” is a good answer."))
    elif seat.must_agree:
        return agree_first(seat, then=session.get_absolute_url())
    else:
        operations.put_name_on_agenda(session, challenge=queries.own_challenge(seat), by=request.membership, at=at)
        messages.success(
            request,
            _("Your name is on the agenda of session %(number)s.") % {"number": number},
        )
    return redirect(session)
