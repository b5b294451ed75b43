from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.links import absolute
from alsweb.lib.time import now
from organisations.http import Request
from sets import operations, policies, queries
from sets.forms.listing import ListingForm


def listing(request: Request, slug: str) -> HttpResponse:
    """What the directory tells of this set, and to whom."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_take_in)
    entry = queries.listing_of(seat.learning_set)
    outside_is_on = request.organisation.outside_since is not None
    form = ListingForm(request.POST if request.method == "POST" else None, instance=entry, outside_is_on=outside_is_on)
    if request.method == "POST" and form.is_valid():
        operations.list_set(seat.learning_set, **form.cleaned_data, by=request.membership, at=now())
        messages.success(
            request, _("%(name)s is in the directory. Whoever asks stands here.") % {"name": seat.learning_set.name}
        )
        return redirect("sets:requests", request.organisation.slug, slug)
    context = {
        "set": seat.learning_set,
        "listing": entry,
        "is_listed": entry is not None and entry.withdrawn_at is None,
        "public_address": absolute("open_set", entry.token) if entry and entry.public_at else "",
        "outside_is_on": outside_is_on,
        "form": form,
    }
    return render(request, "sets/listing.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_take_in)
    if operations.withdraw_listing(seat.learning_set, by=request.membership, at=now()):
        messages.success(
            request, _("The set is no longer in the directory. Who has asked still waits for your answer.")
        )
    return redirect("sets:listing", request.organisation.slug, slug)
