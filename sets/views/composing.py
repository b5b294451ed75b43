"""Steps three and four of forming a set: whom to ask, asking them, and beginning with those who said yes."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib import phrases
from alsweb.lib.htmx import answer
from alsweb.lib.numbers import in_words, number_in
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.models import Membership
from organisations.operations import Refused
from sets import operations, policies, queries, size
from sets.forms.composing import AdmissionForm, AskForm, LineReasonForm, WantedForm
from sets.models import Facilitation, Proposal, SetRole
from sets.operations import SameLine
from sets.policies import Seat
from sets.queries.composing import Board

A_PAGE = 25


@dataclass(frozen=True)
class Candidate:
    member: Membership
    proposal: Proposal | None
    warnings: list[str]
    may_facilitate: bool


@dataclass(frozen=True)
class Blocked:
    """A choice that was not made, and the form that makes it all the same where that is possible."""

    member: Membership
    role: str
    refused: Refused
    form: LineReasonForm | None


@require_safe
def people(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    return _people(request, seat)


@require_POST
def propose(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    member = queries.people_to_ask(seat).filter(pk=number_in(request.POST.get("membership", ""))).first()
    if member is None:
        messages.warning(request, _("This person cannot be chosen any more."))
        return _back_to_people(request, slug)
    role = SetRole.FACILITATOR if request.POST.get("role") == SetRole.FACILITATOR else SetRole.MEMBER
    form = LineReasonForm(request.POST if "line_reason" in request.POST or "all_the_same" in request.POST else None)
    reason = form.cleaned_data["line_reason"] if form.is_valid() else ""
    try:
        operations.propose(seat.learning_set, member, role=role, line_reason=reason, by=request.membership, at=now())
    except SameLine as refused:
        return _people(request, seat, blocked=Blocked(member, role, refused, form))
    except Refused as refused:
        return _people(request, seat, blocked=Blocked(member, role, refused, None))
    return _back_to_people(request, slug)


@require_POST
def take_out(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    operations.take_out(seat.learning_set, pk)
    if "forming" in request.POST:
        return redirect("sets:forming", request.organisation.slug, slug)
    return _back_to_people(request, slug)


@require_POST
def admission(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    form = AdmissionForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["admission"]
        operations.choose_admission(seat.learning_set, chosen, by=request.membership, at=now())
        messages.success(request, _("Saved: %(how)s.") % {"how": form.instance.get_admission_display()})
    return redirect("sets:form_people", request.organisation.slug, slug)


def _back_to_people(request: Request, slug: str) -> HttpResponse:
    """To the same page of the same search."""
    kept = WantedForm(request.POST).kept() | {"page": request.POST.get("page", "1")}
    return redirect(f"{reverse('sets:form_people', args=[request.organisation.slug, slug])}?{urlencode(kept)}#board")


def _people(request: Request, seat: Seat, *, blocked: Blocked | None = None) -> HttpResponse:
    asked_for = request.POST if request.method == "POST" else request.GET
    form = WantedForm(asked_for)
    found = queries.people_to_ask(seat, form.wanted())
    page = Paginator(found, A_PAGE).get_page(asked_for.get("page"))
    board = queries.board_of(seat.learning_set, page)
    chosen = {each.membership_id: each for each in board.proposals}
    lacks_facilitator = seat.learning_set.facilitation == Facilitation.STANDING and not board.facilitators
    context = {
        "seat": seat,
        "set": seat.learning_set,
        "wanted": form,
        "kept": form.kept(),
        "query": f"{urlencode(form.kept())}&" if form.kept() else "",
        "page": page,
        "candidates": [
            Candidate(
                member,
                chosen.get(member.pk),
                board.warnings_about(member) if member.pk not in chosen else [],
                lacks_facilitator and member.is_facilitator,
            )
            for member in page
        ],
        "lacks_facilitator": lacks_facilitator,
        "admission": AdmissionForm(instance=seat.learning_set),
        "blocked": blocked,
        **_mix(board),
    }
    return answer(
        request,
        "sets/forming/people.html",
        context,
        fragment="sets/forming/_board.html",
        status=422 if blocked else 200,
    )


def _mix(board: Board) -> dict[str, object]:
    mix = board.mix
    return {
        "board": board,
        "mix": mix,
        "names": [each.name for each in board.members],
        "size_warning": size.warning(mix.people) if mix.people else "",
    }


@require_safe
def forming(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    return _forming(request, seat)


def _forming(
    request: Request,
    seat: Seat,
    *,
    ask_form: AskForm | None = None,
    refused: Refused | None = None,
    reason_form: LineReasonForm | None = None,
) -> HttpResponse:
    """What the builder sees of answers is a yes or nothing: nothing here may differ for whoever has said no."""
    learning_set = seat.learning_set
    board = queries.board_of(learning_set)
    today = in_zone(now(), request.user.time_zone).date()
    new = [each for each in board.proposals if not operations.was_asked(learning_set, each)]
    yes = [each for each in board.proposals if each.accepted_at]
    initial = {"answer_by": learning_set.answer_by} if learning_set.answer_by and learning_set.answer_by > today else {}
    context = {
        "seat": seat,
        "set": learning_set,
        "new": new,
        "yes": yes,
        "rows": [(each, each in new) for each in board.proposals],
        "sentence": _how_far(board, new=len(new), yes=len(yes)),
        "ask": ask_form or AskForm(initial=initial, today=today),
        "may_begin": bool(yes or board.granted),
        "beginning": len(yes) + len(board.granted) + len(board.circle),
        "refused": refused,
        "reason": reason_form,
        **_mix(board),
    }
    is_mistaken = refused is not None or (ask_form is not None and bool(ask_form.errors))
    return render(request, "sets/forming/preview.html", context, status=422 if is_mistaken else 200)


def _how_far(board: Board, *, new: int, yes: int) -> str:
    """`Six people are chosen. Nobody has been asked yet.`"""
    chosen = len(board.proposals)
    if not chosen:
        return _("Nobody is chosen yet.")
    if new == chosen:
        return phrases.capitalised(
            ngettext(
                "%(n)s person is chosen, and not asked yet.", "%(n)s people are chosen, and not asked yet.", chosen
            )
            % {"n": in_words(chosen)}
        )
    return phrases.capitalised(
        ngettext("%(yes)s of %(n)s has said yes.", "%(yes)s of %(n)s have said yes.", yes)
        % {"yes": in_words(yes), "n": in_words(chosen)}
    )


@require_POST
def ask(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    form = AskForm(request.POST, today=in_zone(now(), request.user.time_zone).date())
    if not form.is_valid():
        return _forming(request, seat, ask_form=form)
    day = form.cleaned_data["answer_by"]
    try:
        asked = operations.ask(seat.learning_set, answer_by=day, by=request.membership, at=now())
    except Refused as refused:
        return _forming(request, seat, ask_form=form, refused=refused)
    if asked:
        said = ngettext(
            "%(n)s person is asked to answer by %(day)s.",
            "%(n)s people are asked to answer by %(day)s.",
            asked,
        )
        messages.success(request, phrases.capitalised(said % {"n": in_words(asked), "day": phrases.day(day)}))
    else:
        messages.success(request, _("People are asked to answer by %(day)s.") % {"day": phrases.day(day)})
    return redirect("sets:forming", request.organisation.slug, slug)


@require_POST
def compose(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_form)
    form = LineReasonForm(request.POST if "all_the_same" in request.POST else None)
    reason = form.cleaned_data["line_reason"] if form.is_valid() else ""
    try:
        came = operations.compose(seat.learning_set, line_reason=reason, by=request.membership, at=now())
    except SameLine as refused:
        return _forming(request, seat, refused=refused, reason_form=form)
    except Refused as refused:
        return _forming(request, seat, refused=refused)
    said = ngettext(
        "%(set)s begins: %(n)s person who said yes is in it now.",
        "%(set)s begins: %(n)s people who said yes are in it now.",
        came,
    )
    messages.success(
        request, " ".join([said % {"set": seat.learning_set.name, "n": in_words(came)}, _("They are told by mail.")])
    )
    # A builder who is not in it sees it no more, unless they keep the organisation's sets.
    keeps = request.membership.is_hr or request.membership.is_owner
    if keeps or any(each.person_id == request.user.pk for each in queries.circle_of(seat.learning_set)):
        return redirect(seat.learning_set)
    return redirect("pages:home", request.organisation.slug)
