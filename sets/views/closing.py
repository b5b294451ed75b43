"""How a set comes to its end: a page that says what happens, and three verbs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.time import now
from organisations.http import Request
from sets import operations, policies
from sets.queries import seat_for


@require_safe
def closing(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_close)
    if seat.learning_set.closed_at:
        return redirect(seat.learning_set)
    context = {"set": seat.learning_set, "state": seat.learning_set.state}
    return render(request, "sets/closing.html", context)


@require_POST
def start(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_run)
    if operations.start_closing(seat.learning_set, by=request.membership, at=now()):
        messages.success(request, _("Everybody in the set is told that it comes to its end."))
    return redirect(seat.learning_set)


@require_POST
def keep(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_run)
    if operations.keep_running(seat.learning_set, by=request.membership, at=now()):
        messages.success(request, _("The set goes on. Tell the others: they may have read that it ends."))
    return redirect(seat.learning_set)


@require_POST
def close(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_close)
    if operations.close_set(seat.learning_set, by=request.membership, at=now()):
        messages.success(request, _("%(name)s is closed.") % {"name": seat.learning_set.name})
    return redirect(seat.learning_set) if seat.in_circle else redirect("pages:sets", request.organisation.slug)
