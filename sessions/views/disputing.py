from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sets import policies as sets
from sets.queries import seat_for


@require_POST
def was_there(request: Request, slug: str, number: int) -> HttpResponse:
    """“I was there”: said of one's own mark, or taken back."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    session = queries.session_for(seat, number)
    if not policies.may_say_they_were_there(seat, session):
        raise PermissionDenied
    if "back" in request.POST:
        if operations.take_dispute_back(session, by=request.membership, at=now()):
            messages.success(request, _("Taken back. The mark stays as it is."))
        else:
            messages.warning(request, _("There is nothing to take back: the mark was looked at meanwhile."))
    elif operations.dispute_mark(session, by=request.membership, at=now()):
        messages.success(
            request, _("Thank you. It stands beside the mark until whoever runs the set has looked at it.")
        )
    else:
        messages.warning(request, _("There is nothing to put right: look at how you are marked now."))
    return (
        redirect("pages:home", request.organisation.slug) if request.POST.get("next") == "home" else redirect(session)
    )
