"""Finding several dates at once: answering, seeing what everybody can, choosing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words, number_in
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.operations import Refused
from sessions import availability, operations, policies, queries
from sessions.cadence import Span
from sessions.forms.polls import AnswerForm, ProlongForm, end_of
from sessions.looking import Attendee
from sessions.models import Poll, PollReply, PollState, Slot
from sets import policies as sets
from sets.policies import Seat
from sets.queries import seat_for


def poll(request: Request, slug: str, number: int) -> HttpResponse:
    """What the circle said; and one's own answers, while they are asked for."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    found = queries.poll_for(seat, number)
    at = now()
    if request.method == "POST":
        return _answer(request, seat, found, at)
    replies = queries.replies_to(found)
    reply = replies.get(request.user.pk)
    asks = found.state(at) is PollState.OPEN and sets.may_write(seat)
    if asks and (reply is None or "change" in request.GET):
        slots = queries.slots_of(found)
        own = queries.own_answers_to(slots, person=request.user.pk)
        initial = AnswerForm.initial_of(own, reply.ask_again_on if reply else None)
        return answer_page(request, "sessions/poll_answer.html", found, slots, reply, at, initial=initial)
    return _board_page(request, seat, found, replies, at)


def _answer(request: Request, seat: Seat, found: Poll, at: datetime) -> HttpResponse:
    if found.state(at) is not PollState.OPEN or not sets.may_write(seat):
        messages.warning(request, over_said(found, at))
        return redirect(found)
    slots = queries.slots_of(found)
    form = AnswerForm(request.POST, slots=slots, closes_at=found.closes_at, zone=request.user.time_zone, now=at)
    if not form.is_valid():
        reply = queries.own_reply_to(found, person=request.user.pk)
        return answer_page(request, "sessions/poll_answer.html", found, slots, reply, at, form=form)
    if operations.answer_poll(
        found, form.answers(), ask_again_on=form.cleaned_data["ask_again_on"], by=request.membership, at=at
    ):
        messages.success(request, saved_said(form))
    else:
        messages.warning(request, over_said(found, at))
    return redirect(found)


def saved_said(form: AnswerForm) -> str:
    if form.cleaned_data["ask_again_on"]:
        return _("Saved. We ask you again on %(day)s.") % {"day": phrases.day(form.cleaned_data["ask_again_on"])}
    return _("Saved. You can change it until the dates are chosen.")


def over_said(found: Poll, at: datetime) -> str:
    """Why there is nothing to answer any more."""
    state = found.state(at)
    if state is PollState.DECIDED:
        return _("The dates are chosen already. The invitations come by mail.")
    if state is PollState.WITHDRAWN:
        return _("Nobody asks about these dates any more.")
    return _("The last day to answer has passed. Ask whoever runs your set to give everybody longer.")


def answer_page(
    request: Any,
    template: str,
    found: Poll,
    slots: Sequence[Slot],
    reply: PollReply | None,
    at: datetime,
    *,
    form: AnswerForm | None = None,
    initial: dict[str, Any] | None = None,
    zone: str = "",
    **context: Any,
) -> HttpResponse:
    """The dates with their four answers, by week, on the reader's own clock and with what they have elsewhere."""
    zone = zone or request.user.time_zone
    form = form or AnswerForm(initial=initial, slots=slots, closes_at=found.closes_at, zone=zone, now=at)
    spans = [Span(each.local_date, each.starts_at, each.ends_at) for each in slots]
    elsewhere = queries.clashes(found.learning_set, spans)
    person = context.get("person") or request.user.pk
    weeks: dict[date, list[dict[str, Any]]] = {}
    for slot, span in zip(slots, spans, strict=True):
        starts_at = in_zone(slot.starts_at, zone)
        monday = starts_at.date() - timedelta(days=starts_at.weekday())
        field = form[f"slot_{slot.pk}"]
        row = {
            "name": field.html_name,
            "day": phrases.short_day(starts_at),
            "clock": f"{starts_at:%H:%M}–{in_zone(slot.ends_at, zone):%H:%M}",
            "answer": field.value(),
            "errors": field.errors,
            "elsewhere": person in elsewhere.get(span, ()),
        }
        weeks.setdefault(monday, []).append(row)
    context |= {
        "poll": found,
        "set": found.learning_set,
        "form": form,
        "weeks": weeks.items(),
        "reply": reply,
        "zone": zone,
        "missing": sum(bool(field.errors) for field in form if field.name.startswith("slot_")),
        "sentence": _which_suit(len(slots)),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _which_suit(slots: int) -> str:
    return ngettext("Does this date suit you?", "Which of these %(n)s dates suit you?", slots) % {"n": in_words(slots)}


def _board_page(
    request: Request,
    seat: Seat,
    found: Poll,
    replies: Mapping[int, PollReply],
    at: datetime,
    *,
    looked_at: set[int] | None = None,
    prolong: ProlongForm | None = None,
) -> HttpResponse:
    """Dates by people, with what is suggested, or what a choice of others means."""
    learning_set = seat.learning_set
    slots, circle = queries.slots_of(found), queries.circle_in_zones(learning_set)
    answers = queries.answers_to(slots)
    coming = [each for each in slots if each.starts_at > at]
    weighed = availability.candidates(coming, circle, answers)
    choosing = seat.runs and sets.may_write(seat) and found.state(at) in (PollState.OPEN, PollState.OVER)
    best = availability.suggestion(weighed, wanted=found.wanted, cadence=found.cadence)
    suggested = {coming[position].pk for position in best.chosen}
    chosen = suggested if looked_at is None else looked_at
    spans = [Span(each.local_date, each.starts_at, each.ends_at) for each in slots]
    elsewhere = queries.clashes(learning_set, spans) if choosing else {}
    silent = [each.name for each in circle if each.person not in replies]
    shown = availability.rows(
        slots,
        circle,
        answers,
        suggested={position for position, each in enumerate(slots) if each.pk in suggested},
        ticked={position: each.pk in chosen for position, each in enumerate(slots) if choosing and each.starts_at > at},
        elsewhere={position: elsewhere.get(span, ()) for position, span in enumerate(spans)},
        zone=request.user.time_zone,
        set_zone=found.time_zone,
    )
    state = found.state(at)
    context = {
        "seat": seat,
        "set": learning_set,
        "poll": found,
        "state": state,
        "circle": circle,
        "rows": shown,
        "choosing": choosing,
        "meaning": _meaning(coming, weighed, circle, chosen),
        "looked": looked_at is not None,
        "best": best,
        "fewer": len(best.chosen) < found.wanted,
        "own": replies.get(request.user.pk),
        "silent": silent,
        "asks": state is PollState.OPEN and sets.may_write(seat),
        "sentence": _how_far(found, state, len(circle), len(silent), sum(bool(each.session_id) for each in slots)),
        "prolong": prolong or _prolong_form(None, found, at),
    }
    return render(request, "sessions/poll.html", context, status=422 if prolong else 200)


def _meaning(coming: Sequence[Slot], weighed: Sequence[Any], circle: Sequence[Attendee], chosen: set[int]) -> list[str]:
    positions = [position for position, each in enumerate(coming) if each.pk in chosen]
    return availability.meaning(weighed, positions, circle) if positions else []


def _how_far(found: Poll, state: PollState, circle: int, silent: int, made: int) -> str:
    """`Five of six have answered.`"""
    if state is PollState.WITHDRAWN:
        return _("These dates are no longer asked about.")
    if state is PollState.DECIDED:
        said = ngettext("%(n)s date is chosen.", "%(n)s dates are chosen.", made)
        return phrases.capitalised(said % {"n": in_words(made)})
    if not silent:
        return _("Everybody has answered.")
    if silent == circle:
        return _("Nobody has answered yet.")
    said = ngettext("%(n)s of %(all)s has answered.", "%(n)s of %(all)s have answered.", circle - silent)
    return phrases.capitalised(said % {"n": in_words(circle - silent), "all": in_words(circle)})


def _prolong_form(data: Any, found: Poll, at: datetime) -> ProlongForm:
    until = max(found.closes_at, at) + timedelta(days=6)
    initial = {"answer_by": in_zone(until, found.time_zone).date()}
    return ProlongForm(data, initial=initial, closes_at=found.closes_at, zone=found.time_zone, now=at)


@require_POST
def decide(request: Request, slug: str, number: int) -> HttpResponse:
    """Look at what a choice would mean, or choose."""
    seat = seat_for(request.membership, slug, may=policies.may_plan)
    found = queries.poll_for(seat, number)
    at = now()
    ticked = {number_in(each) for each in request.POST.getlist("slot")}
    chosen = [each for each in queries.slots_of(found) if each.pk in ticked and each.starts_at > at]
    if "look" in request.POST:
        return _board_page(request, seat, found, queries.replies_to(found), at, looked_at={each.pk for each in chosen})
    try:
        sessions = operations.decide_poll(found, chosen, by=request.membership, at=at)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect(found)
    said = ngettext(
        "%(n)s session is planned. The invitation comes by mail.",
        "%(n)s sessions are planned. The invitations come by mail.",
        len(sessions),
    )
    messages.success(request, phrases.capitalised(said % {"n": in_words(len(sessions))}))
    return redirect(seat.learning_set)


@require_POST
def prolong(request: Request, slug: str, number: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_plan)
    found = queries.poll_for(seat, number)
    at = now()
    form = _prolong_form(request.POST, found, at)
    if not form.is_valid():
        return _board_page(request, seat, found, queries.replies_to(found), at, prolong=form)
    closes_at = end_of(form.cleaned_data["answer_by"], found.time_zone)
    if operations.prolong_poll(found, closes_at=closes_at, by=request.membership, at=at):
        messages.success(request, _("There is more time. Those who have not answered are told."))
    return redirect(found)


@require_POST
def withdraw(request: Request, slug: str, number: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=policies.may_plan)
    found = queries.poll_for(seat, number)
    if operations.withdraw_poll(found, by=request.membership, at=now()):
        messages.success(request, _("Nobody is asked about these dates any more, and everybody is told."))
    return redirect(seat.learning_set)
