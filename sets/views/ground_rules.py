from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sets import operations, policies, queries
from sets.forms.ground_rules import GroundRulesForm
from sets.models import GroundRules, GroundRulesWords
from sets.models.words import HEADS, head_label
from sets.policies import Seat


def _heads(words: GroundRulesWords | None) -> list[tuple[str, str]]:
    """Head and text, in the order in which they are agreed."""
    if words is None:
        return []
    return [
        (
            head_label(head),
            getattr(words, head),
        )
        for head in HEADS
        if getattr(words, head)
    ]


def read(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_enter_circle)
    rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
    context: dict[str, object] = {
        "seat": seat,
        "set": seat.learning_set,
        "rules": rules,
    }
    if rules is not None:
        agreed = queries.agreed_people(rules)
        circle = queries.circle_of(seat.learning_set)
        context |= {
            "heads": _heads(queries.rules_words(rules)),
            "agreed": [each.membership.name for each in circle if each.person_id in agreed],
            "waiting": [each.membership.name for each in circle if each.person_id not in agreed],
        }
    return render(request, "sets/ground_rules.html", context)


def write(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_write)
    rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
    words = queries.rules_words(rules) if rules else None
    if request.method != "POST":
        initial = {head: getattr(words, head) for head in HEADS} if words else {}
        return _form(
            request,
            seat,
            GroundRulesForm(initial={"based_on": rules.number if rules else 0, **initial}),
        )
    form = GroundRulesForm(request.POST)
    if not form.is_valid():
        return _form(request, seat, form, status=422)
    try:
        operations.write_ground_rules(
            seat.learning_set,
            form.heads(),
            based_on=form.cleaned_data["based_on"],
            by=request.membership,
            at=now(),
        )
    except Refused as refused:
        return _both_texts(request, seat, form, rules, words, str(refused))
    messages.success(
        request,
        _("Written, and agreed by you. The others are asked to agree when they come here next."),
    )
    return redirect("sets:ground_rules", request.organisation.slug, slug)


def _both_texts(
    request: Request,
    seat: Seat,
    form: GroundRulesForm,
    rules: GroundRules | None,
    words: GroundRulesWords | None,
    why: str,
) -> HttpResponse:
    """Somebody was quicker: show theirs above, keep mine in the form, now based on theirs."""
    joined = GroundRulesForm(initial={**form.heads(), "based_on": rules.number if rules else 0})
    messages.warning(request, why)
    return _form(request, seat, joined, status=409, theirs=_heads(words))


def _form(
    request: Request,
    seat: Seat,
    form: GroundRulesForm,
    *,
    status: int = 200,
    theirs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    context = {"form": form, "set": seat.learning_set, "theirs": theirs}
    return render(request, "sets/write_ground_rules.html", context, status=status)


@require_POST
def agree(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_write)
    rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
    if rules is not None and str(rules.number) == request.POST.get("version"):
        operations.agree(rules, by=request.membership, at=now())
        messages.success(request, _("You agree to these ground rules."))
    else:
        messages.warning(
            request,
            _("The ground rules have changed meanwhile. Read them once more, then agree."),
        )
    return redirect("sets:ground_rules", request.organisation.slug, slug)
