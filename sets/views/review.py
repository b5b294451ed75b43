from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from sets import gate, operations, policies, queries, rules_lines
from sets.forms.review import ReviewForm, name_of
from sets.models import GroundRules
from sets.models.words import head_label
from sets.policies import Seat
from sets.rules_lines import Line


def review(request: Request, slug: str) -> HttpResponse:
    """How well each line holds: one's own scores, and averages for whoever runs the set."""
    seat = queries.seat_for(request.membership, slug, may=policies.may_write)
    if seat.must_agree:
        return gate.agree_first(seat, then=request.path)
    rules = queries.current_rules(seat.learning_set, reader=request.membership.person_id)
    assert rules is not None  # somebody has agreed to it
    lines = rules_lines.numbered(rules_lines.texts_of(queries.rules_words(rules)))
    if request.method != "POST":
        own = queries.own_scores(rules, reader=request.membership.person_id)
        initial = {name_of(line): own.get(line.number) for line in lines}
        return _page(request, seat, rules, ReviewForm(initial={"version": rules.number, **initial}, lines=lines))
    form = ReviewForm(request.POST, lines=lines)
    is_valid = form.is_valid()
    if (version := form.cleaned_data.get("version", rules.number)) != rules.number:
        messages.warning(request, _("The ground rules have changed meanwhile. Lines that stayed keep your score."))
        carried = _carried(seat, version, request.POST, lines)
        return _page(
            request, seat, rules, ReviewForm(initial={"version": rules.number, **carried}, lines=lines), status=409
        )
    if not is_valid:
        return _page(request, seat, rules, form, status=422)
    operations.score_rules(rules, form.scores(), by=request.membership, at=now())
    messages.success(request, _("Saved. Nobody sees your scores; you can change them until the rules change."))
    return redirect("sets:review", request.organisation.slug, slug)


def _carried(seat: Seat, version: int, typed: Mapping[str, str], lines: list[Line]) -> dict[str, str]:
    """What was chosen for lines of another version, where the same line still stands."""
    words = queries.words_of_versions(seat.learning_set, [version]).get(version)
    chosen = {line.text: typed.get(name_of(line), "") for line in rules_lines.numbered(rules_lines.texts_of(words))}
    return {name_of(line): chosen.get(line.text, "") for line in lines}


def _page(request: Request, seat: Seat, rules: GroundRules, form: ReviewForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, object] = {"form": form, "set": seat.learning_set, "seat": seat, "rules": rules}
    if seat.runs:
        by_number = {line.number: line for line in form.lines}
        found = queries.rule_averages(rules)
        context |= {
            "scored": max((each.scores for each in found), default=0),
            "averages": [
                (by_number[each.line].text, head_label(by_number[each.line].head), each)
                for each in found
                if each.average is not None and each.line in by_number
            ],
        }
    return render(request, "sets/review.html", context, status=status)
