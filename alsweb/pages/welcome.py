"""What a member finds before their first meeting, who the set is, and what whoever runs it writes to newcomers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from alsweb.lib.time import now
from alsweb.pages import sentences
from organisations.http import Request
from organisations.operations import Refused
from sessions.models import Session, SessionState
from sessions.queries import first_meeting_of
from sets import operations, policies, queries
from sets.forms.welcome import AimForm, BioForm, StatementsForm, WelcomePackForm
from sets.models import Moment, Part, SetMembership, SetRole, WelcomePackWords
from sets.policies import Seat

SAVED: dict[Part, str | Promise] = {
    Part.PACK: gettext_lazy("Read. Thank you."),
    Part.BIO: gettext_lazy("Saved. Your set reads it on “Who we are”."),
    Part.AIM: gettext_lazy("Saved. You meet it again half-way and at the end."),
    Part.START: gettext_lazy("Saved. Only you see it; it is here for you at the end."),
}


def welcome(request: Request, slug: str) -> HttpResponse:
    """What is left to do before one first meets: a few parts, each saved on its own."""
    may = policies.may_write if request.method == "POST" else policies.may_enter_circle
    seat, at = queries.seat_for(request.membership, slug, may=may), now()
    place = queries.own_place(seat)
    first = first_meeting_of(place)
    words = {Part.BIO: queries.own_bio(seat), Part.AIM: None if seat.leads else queries.own_aim(seat)}
    forms_ = _forms(place, words)
    if request.method == "POST":
        part = _part(request, place)
        form = forms_[part] = type(forms_[part])(request.POST, initial=forms_[part].initial)
        if form.is_valid():
            return _save(request, seat, part, form, first_meeting=first, at=at)
    left, scores = queries.parts_left(place, first_meeting=first, at=at), queries.scores_of(place)
    may_start = policies.may_rate(seat.learning_set, Moment.START, first_meeting=first, held=0, at=at)
    wrong = next((part for part in forms_ if forms_[part].errors), None)
    asked = next((part for part in forms_ if part == request.GET.get("part")), None)
    context = {
        "seat": seat,
        "set": seat.learning_set,
        "first": first,
        "met": first is not None and first <= at,
        "pack": queries.welcome_words(seat.learning_set),
        "place": place,
        "words": {part.value: each for part, each in words.items()},
        "forms": {part.value: form for part, form in forms_.items()},
        "scores": scores.get(Moment.START),
        "missed": not may_start and Moment.START not in scores,
        "may_start": may_start,
        "left": left,
        "open": wrong or asked or next(iter(left), None),
        "sentence": sentences.before_first_meeting(len(left), first, now=at, zone=request.user.time_zone),
    }
    return render(request, "pages/welcome.html", context, status=422 if wrong else 200)


def _forms(place: Any, words: dict[Part, Any]) -> dict[Part, forms.Form]:
    """One form for each part that this person is asked for, showing what stands there."""
    bio, aim = words[Part.BIO], words[Part.AIM]
    made: dict[Part, forms.Form] = {
        Part.PACK: forms.Form(),
        Part.BIO: BioForm(initial={"bio": bio.bio} if bio else None),
        Part.AIM: AimForm(initial={"aim": aim.aim, "circle": aim.circle} if aim else None),
        Part.START: StatementsForm(initial=queries.scores_of(place).get(Moment.START)),
    }
    return {part: made[part] for part in queries.parts_of(place)}


def _part(request: Request, place: SetMembership) -> Part:
    asked = request.POST.get("part")
    for part in queries.parts_of(place):
        if part == asked:
            return part
    raise BadRequest("This form names no part of the page.")


def _save(
    request: Request, seat: Seat, part: Part, form: forms.Form, *, first_meeting: datetime | None, at: datetime
) -> HttpResponse:
    learning_set, by = seat.learning_set, request.membership
    try:
        if isinstance(form, BioForm):
            operations.write_bio(learning_set, **form.cleaned_data, by=by, at=at)
        elif isinstance(form, AimForm):
            operations.write_aim(learning_set, **form.cleaned_data, by=by, at=at)
        elif isinstance(form, StatementsForm):
            operations.rate(learning_set, Moment.START, form.scores(), first_meeting=first_meeting, by=by, at=at)
        else:
            operations.read_pack(learning_set, by=by, at=at)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, str(SAVED[part]))
    return redirect("pages:welcome", request.organisation.slug, learning_set.slug)


def pack(request: Request, slug: str) -> HttpResponse:
    """The set's own welcome, by whoever runs it."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_welcome)
    if request.method != "POST":
        return _pack_form(request, seat, WelcomePackForm(initial=_as_written(queries.welcome_words(seat.learning_set))))
    form = WelcomePackForm(request.POST)
    if not form.is_valid():
        return _pack_form(request, seat, form, status=422)
    try:
        operations.write_welcome(seat.learning_set, **form.cleaned_data, by=request.membership, at=now())
    except Refused as refused:
        # Somebody was quicker: theirs stands beside, one's own stays in the form, now based on theirs.
        messages.warning(request, str(refused))
        theirs = queries.welcome_words(seat.learning_set)
        joined = WelcomePackForm(initial={**_as_written(theirs), "text": form.cleaned_data["text"]})
        return _pack_form(request, seat, joined, status=409, theirs=theirs)
    messages.success(request, _("Saved. Everybody in the set finds it first on their welcome page."))
    return redirect("pages:welcome", request.organisation.slug, slug)


def _as_written(words: WelcomePackWords | None) -> dict[str, str]:
    return {"text": words.text, "based_on": words.pack.written_at.isoformat()} if words else {}


def _pack_form(
    request: Request,
    seat: Seat,
    form: WelcomePackForm,
    *,
    status: int = 200,
    theirs: WelcomePackWords | None = None,
) -> HttpResponse:
    context = {"form": form, "set": seat.learning_set, "theirs": theirs}
    return render(request, "pages/welcome_pack.html", context, status=status)


@require_safe
def who(request: Request, slug: str) -> HttpResponse:
    """Who we are: everybody now in the set, in their own words."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    circle: list[Any] = queries.circle_with_welcome(seat.learning_set, reader=request.user.pk)
    bios, aims = queries.bios_of(seat.learning_set), queries.shared_aims_of(seat.learning_set)
    members = [each for each in circle if each.role == SetRole.MEMBER]
    context = {
        "seat": seat,
        "set": seat.learning_set,
        "people": [(each, bios.get(each.person_id), aims.get(each.person_id)) for each in circle],
        "names": [each.membership.name for each in members],
        "own": next(each for each in circle if each.person_id == request.user.pk),
        "waiting": [each for each in members if not (each.pack_read_at and each.bio_at)] if seat.runs else [],
        "sentence": sentences.in_their_own_words(len(circle), sum(each.person_id in bios for each in circle)),
    }
    return render(request, "pages/welcome_who.html", context)


@dataclass(frozen=True)
class Lines:
    """What the set's page says of all this to its reader: mostly nothing."""

    left: int = 0
    """How many parts of the welcome are left to the reader before they first meet."""
    sentence: str = ""
    to_introduce: int = 0
    """How many members have not said who they are; told to whoever runs a set that has not met yet."""
    look_again: Moment | None = None
    """That it is half-way, or the end, and the reader has not looked at themselves again."""


def lines_for(seat: Seat, circle: list[Any], sessions: Iterable[Session], *, at: datetime, zone: str) -> Lines:
    """From rows that the set's page has read already."""
    meetings = [each for each in sessions if each.state is not SessionState.CANCELLED]
    own = next((each for each in circle if each.person_id == seat.membership.person_id), None)
    if own is None or not policies.may_write(seat):
        return Lines()
    first = min((each.starts_at for each in meetings if each.starts_at >= own.started_at), default=None)
    met = first is not None and first <= at
    held = sum(each.state is SessionState.HELD for each in meetings)
    later = policies.later_moment(seat.learning_set, first_meeting=first, held=held, at=at)
    has_met = any(each.starts_at <= at for each in meetings)
    left = 0 if met else len(queries.parts_left(own, first_meeting=first, at=at))
    return Lines(
        left=left,
        sentence=sentences.before_first_meeting(left, first, now=at, zone=zone) if left else "",
        to_introduce=sum(not each.bio_at for each in circle if not each.leads) if seat.runs and not has_met else 0,
        look_again=None if own.leads or later in queries.scores_of(own) else later,
    )
