from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations.http import Request
from sets import policies, queries


@require_safe
def worried(request: Request, slug: str) -> HttpResponse:
    """Where to turn. It sends nothing and tells nobody, not even that it was opened."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    leading = [each for each in queries.circle_of(seat.learning_set) if each.leads]
    context = {
        "set": seat.learning_set,
        "facilitators": [each.membership.name for each in leading if each.person_id != request.membership.person_id],
    }
    return render(request, "sets/worried.html", context)
