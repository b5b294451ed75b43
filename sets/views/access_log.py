from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alsweb.lib import phrases
from organisations.http import Request
from sets import policies, queries
from sets.sentences import people_in, what_happened

A_PAGE = 25


@require_safe
def read(request: Request, slug: str) -> HttpResponse:
    """Who came in, who left, and what else was changed: for the circle, newest first, by the month."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    page = Paginator(queries.events_of(seat.learning_set), A_PAGE).get_page(request.GET.get("page"))
    events = list(page)
    names = queries.names_of(seat.learning_set, people_in(events))
    months: dict[str, list[tuple[str, object]]] = {}
    before = None
    for event in events:
        told = (what_happened(event, names), phrases.dated(event.at, request.user.time_zone))
        if told != before or event.kind != "attendance.marked":  # of the taps of one day one line is enough
            month = phrases.month(event.at, request.user.time_zone)
            months.setdefault(month, []).append((told[0], event.at))
        before = told
    context = {"set": seat.learning_set, "page": page, "months": months}
    return render(request, "sets/access_log.html", context)
