"""Who asks to join a set, in order, and the answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sets import operations, policies, queries
from sets.forms.composing import LineReasonForm
from sets.models import JoinRequest
from sets.policies import Seat


@require_safe
def waiting(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_take_in)
    asking = queries.waiting_requests(seat.learning_set)
    hopes = queries.hopes_of(asking)
    context = {
        "set": seat.learning_set,
        "asking": [(each, hopes.get(each.pk)) for each in asking],
        "places": queries.places_of(seat.learning_set, at=now()),
        "granted": [] if seat.peopled else queries.granted_before_beginning(seat.learning_set),
    }
    return render(request, "sets/requests.html", context)


@require_POST
def admit(request: Request, slug: str, pk: int) -> HttpResponse:
    """Let in who asked; where that goes beyond the places, ask once more."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_take_in)
    asking, at = queries.request_for(seat, pk), now()
    reason = LineReasonForm(request.POST if "all_the_same" in request.POST else None)
    try:
        granted = operations.grant_request(
            asking,
            by=request.membership,
            at=at,
            beyond_places="beyond_places" in request.POST,
            line_reason=reason.cleaned_data["line_reason"] if reason.is_valid() else "",
        )
    except operations.SameLine as refused:
        context = {"set": seat.learning_set, "asking": asking, "same_line": refused, "reason": reason}
        return render(request, "sets/admit_same_line.html", context, status=422)
    except operations.Full:
        context = {
            "set": seat.learning_set,
            "asking": asking,
            "places": queries.places_of(seat.learning_set, at=at),
        }
        return render(request, "sets/admit.html", context, status=409)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _admitted(seat, asking) if granted else _answered_before(asking))
    return redirect("sets:requests", request.organisation.slug, slug)


def _admitted(seat: Seat, asking: JoinRequest) -> str:
    said = {"name": asking.name, "set": seat.learning_set.name}
    if asking.home_organisation_id is not None:
        return _("An invitation is on its way to %(name)s.") % said
    if seat.peopled:
        return _("%(name)s is in %(set)s.") % said
    return _("%(name)s has a place, and is in %(set)s as soon as it begins.") % said


def _answered_before(asking: JoinRequest) -> str:
    return _("The request of %(name)s was answered or taken back before, so nothing was changed.") % {
        "name": asking.name
    }


@require_POST
def not_this_time(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_take_in)
    asking = queries.request_for(seat, pk)
    if operations.decline_request(asking, by=request.membership, at=now()):
        messages.success(
            request, _("%(name)s is told kindly, without a reason. What they wrote is deleted.") % {"name": asking.name}
        )
    else:
        messages.success(request, _answered_before(asking))
    return redirect("sets:requests", request.organisation.slug, slug)
