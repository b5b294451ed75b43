"""A member's own rows in three columns: what they see of themselves, what their set sees, what HR sees.

Who reads a row is asked of the kind that its model states, beside the policy that PostgreSQL keeps.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from alsweb.lib.own_rows import Own, own_rows, tell
from alsweb.lib.sealed_rows import texts_of
from alsweb.lib.tenancy.rows import Readers, Who, kind_of
from organisations.http import Request
from organisations.queries import keepers_of
from sets.policies import may_enter_circle
from sets.queries import circle_of, seat_for

A_PAGE = 25
SEEN_BY_HR = "hr"

ALONE = {
    Who.ALL: "",
    Who.FACILITATOR: gettext_lazy("only whoever facilitates"),
    Who.ADDRESSEE: gettext_lazy("only the one it is for"),
    Who.RUNS: gettext_lazy("only whoever runs the set or puts it together"),
    Who.PROPOSED: gettext_lazy("only those who are proposed as well, and whoever puts the set together"),
    Who.FORMS_SETS: gettext_lazy("only whoever may found sets"),
}
"""Who alone reads it, where it is not everybody in the column."""


@dataclass(frozen=True)
class Seen:
    """What one column shows of a row, and to whom alone; nothing where nobody in it reads the row."""

    told: str
    alone: object
    words: list[tuple[str, object]]


@dataclass(frozen=True)
class Line:
    own: Own
    texts: list[tuple[str, str]]
    circle: Seen
    hr: Seen


@require_safe
def one(request: Request, slug: str) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=may_enter_circle)
    only_hr = request.GET.get("seen_by") == SEEN_BY_HR
    found = own_rows(
        request.membership.person_id,
        organisation=request.organisation.pk,
        learning_set=seat.learning_set.pk,
        seen_by_hr=only_hr,
    )
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    circle = circle_of(seat.learning_set)
    inside = {each.person_id for each in circle}
    keepers = [each for each in keepers_of(request.organisation) if each.person_id not in inside]
    context = {
        "set": seat.learning_set,
        "page": page,
        "lines": [_line(own) for own in tell(page)],
        "fellows": [each.membership.name for each in circle if each.person_id != request.user.pk],
        "keepers": len(keepers),
        "only_hr": only_hr,
        "query": f"seen_by={SEEN_BY_HR}&" if only_hr else "",
    }
    return render(request, "pages/what_others_see.html", context)


def _line(own: Own) -> Line:
    return Line(
        own=own,
        texts=[text for words in own.words for text in texts_of(words)],
        circle=_seen(own, lambda readers: readers.circle),
        hr=_seen(own, _of_hr),
    )


def _of_hr(readers: Readers) -> Who:
    """HR puts a set together only until somebody is in it, and whoever reads this is."""
    return Who.NOBODY if readers.hr is Who.RUNS else readers.hr


def _seen(own: Own, of: Callable[[Readers], Who]) -> Seen:
    fact = of(own.rows.readers)
    if fact is Who.NOBODY:
        return Seen("", "", [])
    words = [(of(_readers_of(words)), text) for words in own.words for _label, text in texts_of(words)]
    return Seen(own.told, ALONE[fact], [(text, ALONE[who]) for who, text in words if who is not Who.NOBODY])


def _readers_of(words: models.Model) -> Readers:
    return kind_of(type(words)).readers(words)
