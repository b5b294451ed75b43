"""Who has completed, who is on course and who is at risk; and the rules that say so."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib import phrases
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.operations import Refused
from organisations.policies import may_keep_people, may_see_participation
from organisations.queries import allow
from reports import queries
from reports.forms.completion import CompletionForm
from reports.sentences import so_many_completed
from sets import operations
from sets.completion import TAKEN_BACK_WITHIN, Dated, Judged, State, effect_of, judges
from sets.completion_sentences import EXPLAINED, NAMES, rule_in_words, who_is_judged
from sets.forms.completion import CompletionRuleForm
from sets.models import CompletionRule
from sets.queries import programmes_of
from sets.queries.completion import begun_sets, completion_rule_for, completion_rules, dated

A_PAGE = 50
_DOTS = {
    State.COMPLETE: "done",
    State.ON_COURSE: "open",
    State.AT_RISK: "stuck",
    State.MISSED: "none",
    State.LEFT: "none",
}


@require_safe
def completion(request: Request) -> HttpResponse:
    """Judged from meetings attended alone; our own people, whom HR knows to have come or not."""
    allow(request.membership, may_see_participation)
    organisation = request.organisation
    rules = completion_rules(organisation)
    form = CompletionForm(request.GET, choices=queries.choices_of(organisation))
    rows = queries.completions(organisation, [dated(each) for each in rules], now=now(), **form.narrowed)
    counts = Counter(each.state for each in rows)
    state = form.state_asked
    page = Paginator([each for each in rows if not state or each.state == state], A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "rules": rules,
        "form": form,
        "page": page,
        "people": [(each, NAMES[each.state], _DOTS[each.state]) for each in page],
        "n": len(rows),
        "figures": [(each, counts[each], NAMES[each], EXPLAINED[each], form.address(state=each)) for each in State],
        "names": [NAMES[each] for each in State],
        "groups": queries.grouped(rows, by_set=bool(form.narrowed["programme"])),
        "state": state and NAMES[state],
        "everything": reverse("reports:completion", args=[organisation.slug]),
        "query": form.address(state=state).removeprefix("?") + "&",
        "sentence": so_many_completed(counts[State.COMPLETE], len(rows)),
    }
    return render(request, "reports/completion.html", context)


def rules(request: Request) -> HttpResponse:
    """The rules in words, and setting another: what it will do is said before it is done."""
    allow(request.membership, may_keep_people)
    today = in_zone(now(), request.organisation.time_zone).date()
    form = CompletionRuleForm(
        request.POST if request.method == "POST" else None,
        programmes=programmes_of(request.membership),
        initial={"valid_from": today},
    )
    known = completion_rules(request.organisation)
    begun = begun_sets(request.organisation)
    if request.method != "POST" or "change" in request.POST:
        return _rules(request, form, known, begun)
    if not form.is_valid():
        return _rules(request, form, known, begun, status=422)
    if "confirmed" in request.POST:
        return _set(request, form, known, begun)
    programme = form.chosen["programme"]
    wanted = Dated(0, programme.pk if programme else None, form.chosen["valid_from"], form.rule)
    effect = effect_of(wanted, among=[dated(each) for each in known], begun=begun)
    if effect.kept:
        form.add_error("valid_from", _kept(effect.kept))
        return _rules(request, form, known, begun, status=422)
    context = {
        "form": form,
        "programme": programme,
        "rule": rule_in_words(form.rule),
        "valid_from": form.chosen["valid_from"],
        "judged": effect.judged,
        "said": who_is_judged(effect.judged),
        "until": now() + TAKEN_BACK_WITHIN,
    }
    return render(request, "reports/completion_confirm.html", context)


def _set(request: Request, form: CompletionRuleForm, known: list[CompletionRule], begun: list[Any]) -> HttpResponse:
    try:
        rule = operations.set_completion_rule(**form.chosen, by=request.membership, at=now())
    except Refused as refused:
        form.add_error("valid_from", str(refused))
        return _rules(request, form, known, begun, status=422)
    messages.success(
        request,
        _("Saved. %(rule)s You can take it back below until %(day)s.")
        % {
            "rule": rule_in_words(dated(rule).rule),
            "day": phrases.dated(rule.decided_at + TAKEN_BACK_WITHIN, request.user.time_zone),
        },
    )
    return redirect("reports:completion_rules", request.organisation.slug)


def _rules(
    request: Request, form: CompletionRuleForm, known: list[CompletionRule], begun: list[Any], *, status: int = 200
) -> HttpResponse:
    among = [dated(each) for each in known]
    judged: list[Judged] = [judges(each, among=among, begun=begun) for each in among]
    context = {
        "form": form,
        "rules": [
            (row, rule_in_words(each.rule), of, who_is_judged(of), _taken_back_until(row, of))
            for row, each, of in zip(known, among, judged, strict=True)
        ],
    }
    return render(request, "reports/completion_rules.html", context, status=status)


def _taken_back_until(rule: CompletionRule, judged: Judged) -> datetime | None:
    """Until when it can be taken back where somebody is judged by it; none where that is over."""
    until = rule.decided_at + TAKEN_BACK_WITHIN
    return until if judged.people and now() <= until else None


def _kept(names: Any) -> str:
    return _("%(set)s began by another rule, and keeps it. Choose a day after it began.") % {
        "set": ", ".join(names[:3])
    }


@require_POST
def remove_rule(request: Request, pk: int) -> HttpResponse:
    allow(request.membership, may_keep_people)
    rule, among = completion_rule_for(request.organisation, pk), map(dated, completion_rules(request.organisation))
    judged = judges(dated(rule), among=list(among), begun=begun_sets(request.organisation))
    try:
        operations.remove_completion_rule(rule, by=request.membership, at=now())
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(
            request,
            _("Taken back. Who was judged by it is judged by what held before, or by nothing.")
            if judged.people
            else _("Taken back. Nobody was judged by it."),
        )
    return redirect("reports:completion_rules", request.organisation.slug)
