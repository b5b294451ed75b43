"""With what a session opens: what was promised, one line each, on one sheet of paper."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.queries import Opened, opening_of
from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from organisations.http import Request
from sessions.models import Session
from sessions.queries import session_for
from sets.gate import agree_first
from sets.policies import may_enter_circle
from sets.queries import circle_of, seat_for
from sets.readers import readers_of


@dataclass(frozen=True)
class _Told:
    """What one member promised, as far as the reader reads it."""

    name: str
    lines: list[Opened]
    private: int


def opening(request: Request, slug: str, number: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=may_enter_circle)
    if seat.must_agree:
        return agree_first(seat, then=request.path)
    before = Session.objects.filter(
        organisation=OuterRef("organisation"),
        learning_set=OuterRef("learning_set"),
        held_at__isnull=False,
        starts_at__lt=OuterRef("starts_at"),
    ).order_by("-starts_at")
    with_last = Session.objects.annotate(last_at=Subquery(before.values("starts_at")[:1]))
    session: Any = session_for(seat, number, sessions=with_last)
    circle = circle_of(seat.learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    found = opening_of(seat.learning_set, people=names, reader=request.user.pk, since=session.last_at)
    heard, unheard = ([each for each in found if each.is_heard_of is is_heard] for is_heard in (True, False))
    context = {
        "set": seat.learning_set,
        "session": session,
        "sentence": _sentence(len(found), len(unheard)),
        "happened": _by_member(heard, names),
        "unheard": _by_member(unheard, names),
        "readers": readers_of(circle),
    }
    return render(request, "pages/opening.html", context)


def _by_member(found: list[Opened], names: dict[int, str]) -> list[_Told]:
    """In the order of the circle, those alone who promised something."""
    told = []
    for person, name in names.items():
        own = [each for each in found if each.action.person_id == person]
        if own:
            lines = [each for each in own if each.words is not None]
            told.append(_Told(name, lines, len(own) - len(lines)))
    return told


def _sentence(promised: int, unheard: int) -> str:
    if not promised:
        return _("Nothing was promised before.")
    if not unheard:
        return _("Every promise was heard of.")
    sentence = (
        ngettext(
            "%(unheard)s of %(promised)s promise has not been heard of.",
            "%(unheard)s of %(promised)s promises have not been heard of.",
            unheard,
        )
        if promised > 1
        else _("One promise, and nobody has heard of it.")
    )
    return phrases.capitalised(sentence % {"unheard": in_words(unheard), "promised": in_words(promised)})
