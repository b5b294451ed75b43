from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import queries
from reports.forms import NarrowingForm
from reports.hiding import quarter_shown
from reports.lines import lines_of, set_line
from reports.sentences import (
    heading_of,
    named_part,
    named_period,
    named_quarter,
    sets_by_state,
    worth_a_look,
)

SETS_ON_A_PAGE = 50


def participation(request: Request) -> HttpResponse:
    """What HR sees: sets, sessions held, who came, hours; nothing about anybody's conduct."""
    allow(request.membership, may_see_participation)
    organisation, at = request.organisation, now()
    zone = organisation.time_zone
    today = in_zone(at, zone).date()
    form = NarrowingForm(request.GET, choices=queries.choices_of(organisation), today=today)
    period, narrowed = form.period_asked, form.narrowed
    since, until = period.begins(zone), period.ends(zone)
    report = queries.of_period(organisation, period, now=at, narrowed=narrowed)
    quarter = quarter_shown(period.until, today=today)
    page = Paginator(report.sets, SETS_ON_A_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(report.now, report.before, report.parts)
    context = {
        "report": report,
        "period": named_period(period),
        "form": form,
        "narrowed": narrowed,
        "everything": narrowed.nothing.address(**form.when),
        "page": page,
        "sets": [set_line(row, when=form.time_alone, zone=request.user.time_zone) for row in page],
        "view": form.view,
        "when": form.time_alone,
        "query": form.view.removeprefix("?") + "&",
        "lines": lines,
        "headlines": {line.measure.key: line for line in lines},
        "parts": [named_part(part) for part in period.parts],
        "states": sets_by_state(report.states),
        "look": worth_a_look(report.worth_a_look),
        "elsewhere": []
        if narrowed.to_anything
        else queries.own_people_elsewhere(organisation, since=since, until=until),
        "conduct": queries.conduct_of(organisation, quarter=quarter, narrowed=narrowed),
        "quarter": named_quarter(quarter),
        "periods": _periods(form),
        "sentence": heading_of(form, report),
    }
    return render(request, "reports/participation.html", context)


def _periods(form: NarrowingForm) -> list[tuple[str, str, bool]]:
    """For each usual period its address, with all else as it is chosen, its name, and whether it is this."""
    names: Any = form.fields["period"]
    return [
        (form.narrowed.address(period=key), str(name), not form.own_days and key == form.last)
        for key, name in names.choices
    ]
