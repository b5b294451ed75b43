"""How far I have come: one's own start, half-way and end side by side. Nobody else's page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.composed import composed
from alsweb.lib.time import now
from alsweb.pages import sentences
from organisations.http import Request
from organisations.models import Membership
from organisations.operations import Refused
from reports.measures import shares_of
from sessions.queries import first_meeting_of, held_in, with_marks
from sets import operations, policies, queries
from sets.forms.welcome import StatementsForm
from sets.models import LearningSet, Moment, Statement


def own(request: Request, slug: str) -> HttpResponse:
    seat, at = queries.seat_for(request.membership, slug, may=policies.may_rate_themselves, find=_marked), now()
    learning_set, place = seat.learning_set, queries.own_place(seat)
    first, held, scores = first_meeting_of(place), held_in(learning_set), queries.scores_of(place)
    moment = policies.later_moment(learning_set, first_meeting=first, held=held, at=at)
    form = StatementsForm(initial=scores.get(moment) if moment else None)
    if request.method == "POST":
        asked, form = _asked(request), StatementsForm(request.POST)
        if not policies.may_write(seat):
            raise PermissionDenied
        if form.is_valid():
            try:
                operations.rate(
                    learning_set, asked, form.scores(), first_meeting=first, held=held, by=request.membership, at=at
                )
            except Refused as refused:
                messages.warning(request, str(refused))
            else:
                messages.success(request, _("Saved. Only you see it."))
            return redirect("pages:own_course", request.organisation.slug, slug)
    taken = [each for each in Moment if each in scores]
    context = {
        "set": learning_set,
        "aim": queries.own_aim(seat),
        "moments": taken,
        "rows": [(statement, [(each, scores[each][statement]) for each in taken]) for statement in Statement],
        "may_start": policies.may_rate(learning_set, Moment.START, first_meeting=first, held=held, at=at),
        "moment": moment,
        "form": form,
        "came": sentences.came_to(shares_of(learning_set)),
        "sentence": sentences.how_far(len(taken), asked=moment is not None and moment not in taken),
    }
    return render(request, "pages/own_course.html", context, status=422 if form.errors else 200)


@composed
def _marked(membership: Membership, slug: str) -> QuerySet[Any]:
    return queries.seated(with_marks(LearningSet.objects.all(), of=membership), membership, slug)


def _asked(request: Request) -> Moment:
    """The moment for which the form was opened; a set that closes meanwhile makes no end of a half-way."""
    try:
        return Moment(request.POST.get("moment", ""))
    except ValueError:
        raise BadRequest("This form names no moment.") from None
