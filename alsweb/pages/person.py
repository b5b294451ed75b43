"""One person, for those who keep the organisation's people."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations import policies, queries
from organisations.forms import role_names
from organisations.http import Request
from sets.queries import seats_of_person


@require_safe
def person(request: Request, pk: int) -> HttpResponse:
    """Who they are, where they work, which sets they are in, and since when; nothing of what they do there."""
    found = queries.anybody_for(request.membership, pk)
    times = list(queries.times_here(request.membership, found))
    context = {
        "person": found,
        "roles": role_names(found.roles),
        "position": queries.position_of(found),
        "seats": list(seats_of_person(request.membership, found)),
        "times": times,
        "elsewhere": next((each for each in times if each.pk != found.pk and each.ended_at is None), None),
        "may_change_roles": policies.may_change_roles(request.membership),
        "may_end": policies.may_end(request.membership, found),
        "zone": request.user.time_zone,
    }
    return render(request, "pages/person.html", context)
