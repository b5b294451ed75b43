from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alsweb.lib.time import now
from alsweb.pages import sentences
from organisations.http import Request
from organisations.policies import may_found_sets, may_see_participation
from organisations.queries import allow
from reports.measures import shares_of
from sessions.queries import next_dates, with_held, with_marks
from sets.policies import may_change_programme, may_see_set
from sets.queries import programme_for, programmes_with_sets, seat_in, sets_of_programme, waits_for_facilitator

A_PAGE = 50


@require_safe
def every(request: Request) -> HttpResponse:
    allow(request.membership, may_found_sets)
    page = Paginator(programmes_with_sets(request.membership), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "pages/programmes.html", {"page": page})


@require_safe
def one(request: Request, slug: str) -> HttpResponse:
    """All sets of a programme: who, when and how many."""
    programme, at = programme_for(request.membership, slug), now()
    sets = with_marks(with_held(next_dates(sets_of_programme(programme, reader=request.membership), now=at)))
    page = Paginator(sets, A_PAGE).get_page(request.GET.get("page"))
    listed: list[Any] = list(page)
    context = {
        "programme": programme,
        "page": page,
        "sets": [(each, may_see_set(seat_in(each, request.membership)), shares_of(each)) for each in listed],
        "sees_figures": may_see_participation(request.membership),
        "lacks_facilitators": any(waits_for_facilitator(each, request.membership) for each in listed),
        "sentence": sentences.sets_of_programme(listed),
        "may_change": may_change_programme(request.membership, programme),
    }
    return render(request, "pages/programme.html", context)
