from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.numbers import number_in
from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sets import gate, operations, policies, queries, rules_lines
from sets.forms.ground_rules import GroundRulesForm
from sets.models import GroundRules
from sets.models.words import HEADS, head_label
from sets.policies import Seat
from sets.readers import readers_of

A_PAGE = 25


@dataclass(frozen=True)
class Version:
    """One version as the history shows it."""

    rules: GroundRules
    writer: str
    heads: list[tuple[str, list[str]]]
    changes: list[tuple[str, rules_lines.Changes]]
    """By head, against the version before."""


def _heads(texts: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Head and lines, in the order in which they are agreed."""
    return [(head_label(head), lines) for head in HEADS if (lines := rules_lines.split(texts[head]))]


def read(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
    context: dict[str, object] = {
        "seat": seat,
        "set": seat.learning_set,
        "rules": rules,
        "next": gate.way_back(request),
    }
    if rules is not None:
        agreed = queries.agreed_people(rules)
        circle = queries.circle_of(seat.learning_set)
        context |= {
            "heads": _heads(rules_lines.texts_of(queries.rules_words(rules))),
            "agreed": [each.membership.name for each in circle if each.person_id in agreed],
            "waiting": [each.membership.name for each in circle if each.person_id not in agreed],
            "readers": readers_of(circle),
        }
    return render(request, "sets/ground_rules.html", context)


def write(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_write)
    meets = seat.learning_set.format
    if request.method != "POST":
        rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
        texts = rules_lines.texts_of(queries.rules_words(rules) if rules else None)
        initial = {"based_on": rules.number if rules else 0, **texts}
        return _form(request, seat, GroundRulesForm(initial=initial, meets=meets))
    if "take" in request.POST:
        return _form(request, seat, GroundRulesForm.with_line(request.POST, request.POST["take"], meets=meets))
    form = GroundRulesForm(request.POST, meets=meets)
    if not form.is_valid():
        return _form(request, seat, form, status=422)
    based_on = form.cleaned_data["based_on"]
    try:
        rules = operations.write_ground_rules(
            seat.learning_set, form.heads(), based_on=based_on, by=request.membership, at=now()
        )
    except operations.WrittenMeanwhile as meanwhile:
        messages.warning(request, str(meanwhile))
        initial = {"based_on": meanwhile.newest.number, "apart": " ".join(meanwhile.theirs), **meanwhile.heads}
        return _form(request, seat, GroundRulesForm(initial=initial, meets=meets), status=409)
    except Refused as refused:
        messages.warning(request, str(refused))
        return _form(request, seat, form, status=409)
    messages.success(request, _what_happened(rules, based_on, reader=request.membership.person_id))
    return redirect("sets:ground_rules", request.organisation.slug, slug)


def _what_happened(rules: GroundRules, based_on: int, *, reader: int) -> str:
    if reader not in queries.agreed_people(rules):
        return _("Others wrote meanwhile, and both changes stand. Read the rules once more, then agree.")
    if rules.number == based_on:
        return _("You changed nothing, so the version stays, and you agree to it.")
    return _("Written, and agreed by you. The others are asked to agree.")


def _form(request: Request, seat: Seat, form: GroundRulesForm, *, status: int = 200) -> HttpResponse:
    theirs: dict[str, str] = {}
    if apart := form.heads_apart():
        number = number_in(str(form["based_on"].value()))
        texts = rules_lines.texts_of(queries.words_of_versions(seat.learning_set, [number]).get(number))
        theirs = {head: texts[head] for head in apart}
    context = {"form": form, "rows": form.rows(theirs), "set": seat.learning_set}
    return render(request, "sets/write_ground_rules.html", context, status=status)


@require_POST
def agree(request: Request, slug: str) -> HttpResponse:
    """Also in a set that is closed: until its words are erased there is something to read."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
    to = gate.way_back(request)
    if rules is None or str(rules.number) != request.POST.get("version"):
        messages.warning(
            request,
            _("The ground rules have changed meanwhile. Read them once more, then agree."),
        )
        return gate.agree_first(seat, then=to)
    operations.agree(rules, by=request.membership, at=now())
    messages.success(request, _("You agree to these ground rules."))
    return HttpResponseRedirect(to) if to else redirect("sets:ground_rules", request.organisation.slug, slug)


@require_safe
def history(request: Request, slug: str) -> HttpResponse:
    """Every version: who wrote it and when, how many agreed, and what changed against the one before."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    page = Paginator(queries.versions_of(seat.learning_set), A_PAGE).get_page(request.GET.get("page"))
    numbers = {number for rules in page for number in (rules.number, rules.number - 1)}
    words = queries.words_of_versions(seat.learning_set, numbers)
    circle = queries.circle_of(seat.learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    texts = {number: rules_lines.texts_of(words.get(number)) for number in numbers}
    context = {
        "set": seat.learning_set,
        "page": page,
        "versions": [
            Version(
                rules,
                names.get(rules.person_id, ""),
                _heads(texts[rules.number]),
                _changes(texts[rules.number - 1], texts[rules.number]),
            )
            for rules in page
        ],
        "readers": readers_of(circle),
    }
    return render(request, "sets/ground_rules_history.html", context)


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, rules_lines.Changes]]:
    compared = [(head_label(head), rules_lines.compare(old[head], new[head])) for head in HEADS]
    return [(label, changes) for label, changes in compared if changes.new or changes.taken_out]
