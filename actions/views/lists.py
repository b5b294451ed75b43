"""What one said one would do, and what the set said."""

from typing import cast

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from actions import queries, sentences
from actions.lately import own_row
from actions.models import ActionWords
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from sets import policies as sets
from sets.gate import agree_first
from sets.queries import circle_of, seat_for
from sets.readers import readers_of

A_PAGE = 25


class _Counted(Paginator[ActionWords]):
    """The page knows how many there are already."""

    known = 0

    @cached_property
    def count(self) -> int:
        return self.known


def _shown(page: Page[ActionWords]) -> QuerySet[ActionWords]:
    """The rows of a page, not asked for yet."""
    return cast(QuerySet[ActionWords], page.object_list)


def mine(request: Request) -> HttpResponse:
    at, zone = now(), request.user.time_zone
    today = in_zone(at, zone).date()
    counts = queries.own_counts(request.membership, today=today)
    pages = _Counted(queries.own_words(request.membership), A_PAGE)
    pages.known = counts.all
    page = pages.get_page(request.GET.get("page"))
    rows = [own_row(each, zone=zone, at=at) for each in queries.promised(_shown(page))]
    context = {
        "sentence": sentences.open_actions(counts),
        "closed_sentence": sentences.closed_actions(counts),
        "page": page,
        "open": [each for each in rows if each.promise.is_open],
        "closed": [each for each in rows if not each.promise.is_open],
        "to_write": queries.plans_to_write(request.membership),
        "today": today,
    }
    return render(request, "actions/mine.html", context)


def of_set(request: Request, slug: str) -> HttpResponse:
    """What people of the set said they would do, and how it goes; for its circle only."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    if seat.must_agree:
        return agree_first(seat, then=request.path)
    reader, today = request.membership.person_id, in_zone(now(), request.user.time_zone).date()
    circle = circle_of(seat.learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    former = _("Former member")
    found = queries.counts_of_set(seat.learning_set, reader=reader, today=today)
    pages = _Counted(queries.words_of_set(seat.learning_set, reader=reader), A_PAGE)
    pages.known = found.readable
    page = pages.get_page(request.GET.get("page"))
    told = [(each, names.get(each.action.person_id, former)) for each in queries.promised(_shown(page))]
    private = [(names.get(person, former), count) for person, count in found.private.items()]
    context = {
        "set": seat.learning_set,
        "sentence": sentences.open_actions(found.counts),
        "closed_sentence": sentences.closed_actions(found.counts),
        "is_empty": not found.counts.all,
        "page": page,
        "open": [pair for pair in told if pair[0].is_open],
        "closed": [pair for pair in told if not pair[0].is_open],
        "private": sorted(private, key=lambda pair: pair[0]),
        "readers": readers_of(circle),
        "today": today,
    }
    return render(request, "actions/of_set.html", context)
