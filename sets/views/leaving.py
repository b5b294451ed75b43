from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sets import operations, policies, queries
from sets.forms.leaving import LeaveForm


def leave(request: Request, slug: str) -> HttpResponse:
    """What leaving means; and leaving."""
    if request.method == "POST" and queries.has_left(request.membership, slug):  # sent twice
        return redirect("pages:home", request.organisation.slug)
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    circle = queries.circle_of(seat.learning_set)
    own = next(each for each in circle if each.person_id == request.membership.person_id)
    others = [each for each in circle if each.pk != own.pk]
    hands_over = operations.must_hand_over(seat.learning_set, own, circle)
    form = LeaveForm(request.POST if request.method == "POST" else None, successors=others if hands_over else [])
    if request.method == "POST" and form.is_valid():
        try:
            operations.leave_set(
                own, by=request.membership, at=now(), successor=form.chosen(), with_words=form.takes_words()
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("You have left %(set)s. Thank you for being in it.") % {"set": seat.learning_set.name}
            )
            return redirect("pages:home", request.organisation.slug)
    context = {
        "form": form,
        "seat": seat,
        "set": seat.learning_set,
        "is_last": not others and seat.learning_set.closed_at is None,
        "runners": [each.membership.name for each in others if each.leads],
    }
    return render(request, "sets/leave.html", context, status=422 if form.errors else 200)


def end_seat(request: Request, slug: str, pk: int) -> HttpResponse:
    """What it means to end somebody's seat; and ending it."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_run)
    theirs = queries.others_seat_for(seat, pk)
    if theirs.ended_at:
        return redirect(seat.learning_set)
    refusal = ""
    if request.method == "POST":
        try:
            ended = operations.end_seat(theirs, by=request.membership, at=now())
        except Refused as refused:
            refusal = str(refused)
        else:
            if ended:
                messages.success(
                    request,
                    _("%(name)s is no longer in the set, and is told by mail.") % {"name": theirs.membership.name},
                )
            return redirect(seat.learning_set)
    context = {"set": seat.learning_set, "theirs": theirs, "refusal": refusal}
    return render(request, "sets/end_seat.html", context, status=422 if refusal else 200)
