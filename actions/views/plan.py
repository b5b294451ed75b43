from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from actions import operations
from actions.forms import PlanForm
from actions.models import PlanOutcome
from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sessions.queries import session_for
from sets import policies as sets
from sets.queries import seat_for

_SAID = {
    PlanOutcome.ACTIONS: _("Your plan is written. Your set reads it, and will ask how it went."),
    PlanOutcome.NONE: _("“None” is honest. Your set sees that you chose it."),
    PlanOutcome.LATER: _("Good: write it on the train home. We ask once."),
}


def write(request: Request, slug: str, number: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=sets.may_write)
    session = session_for(seat, number)
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        try:
            operations.write_plan(
                session,
                outcome=outcome,
                new_actions=form.new_actions(),
                because=form.cleaned_data["because"].strip(),
                by=request.membership,
                at=now(),
            )
        except Refused as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _SAID[outcome])
        return redirect("actions:mine", request.organisation.slug)
    context = {"form": form, "set": seat.learning_set, "session": session}
    return render(request, "actions/plan.html", context, status=422 if form.errors else 200)
