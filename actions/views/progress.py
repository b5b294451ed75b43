from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions import operations, queries
from actions.forms import ProgressForm
from alsweb.lib.numbers import in_words, number_in
from alsweb.lib.time import now
from organisations.http import Request
from sets import policies as sets
from sets.gate import agree_first
from sets.queries import circle_of, seat_for
from sets.readers import readers_of


def mine(request: Request) -> HttpResponse:
    promises = queries.own_promises(request.membership)
    context = {
        "open": [each for each in promises if each.is_open],
        "closed": [each for each in promises if not each.is_open],
        "to_write": list(queries.plans_to_write(request.membership)),
        "said": number_in(request.GET.get("said", "")),
    }
    return render(request, "actions/mine.html", context)


def of_set(request: Request, slug: str) -> HttpResponse:
    """What people of the set said they would do, and how it goes; for its circle only."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    if seat.must_agree:
        return agree_first(seat, then=request.path)
    circle = circle_of(seat.learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    told = [
        (promise, names.get(promise.action.person_id, "")) for promise in queries.promises_of_set(seat.learning_set)
    ]
    context = {"set": seat.learning_set, "told": told, "readers": readers_of(circle)}
    return render(request, "actions/of_set.html", context)


def report(request: Request, pk: int) -> HttpResponse:
    action = queries.own_action_for(request.membership, pk)
    promise = next(
        (each for each in queries.own_promises(request.membership) if each.action.pk == pk),
        None,
    )
    form = ProgressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        progress = operations.report_progress(action, **form.cleaned_data, by=request.membership, at=now())
        mine_again = reverse("actions:mine", args=[request.organisation.slug])
        return redirect(f"{mine_again}?said={progress.pk}")
    context = {"form": form, "promise": promise, "action": action}
    return render(request, "actions/progress.html", context, status=422 if form.errors else 200)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    progress = queries.own_progress_for(request.membership, pk)
    if operations.undo_progress(progress, at=now()):
        messages.success(request, _("Taken back. What you said before stands again."))
    else:
        hours = in_words(operations.UNDO_WITHIN.days * 24 + operations.UNDO_WITHIN.seconds // 3600)
        messages.warning(
            request,
            _("This can be taken back for %(hours)s hours. Say how it goes now instead.") % {"hours": hours},
        )
    return redirect("actions:mine", request.organisation.slug)
