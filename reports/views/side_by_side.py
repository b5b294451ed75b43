from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alsweb.lib import phrases
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import queries
from reports.charts import attended
from reports.forms import NarrowingForm
from reports.sentences import named_period

SETS_ON_A_PAGE = 36


@dataclass(frozen=True)
class Panel:
    row: queries.SetRow
    said: list[str]
    picture: SafeString


@require_safe
def side_by_side(request: Request) -> HttpResponse:
    """Every set on the same scale: how many came to which session, and how many were held."""
    allow(request.membership, may_see_participation)
    organisation, at = request.organisation, now()
    zone = organisation.time_zone
    form = NarrowingForm(request.GET, choices=queries.choices_of(organisation), today=in_zone(at, zone).date())
    period, narrowed = form.period_asked, form.narrowed
    since, until = period.begins(zone), period.ends(zone)
    report = queries.participation(organisation, since=since, until=until, now=at, narrowed=narrowed)
    page = Paginator(report.sets, SETS_ON_A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    sessions = queries.sessions_by_set(
        organisation, [row.learning_set.pk for row in rows], since=since, until=until, now=at, narrowed=narrowed
    )
    view = form.view
    context = {
        "panels": [
            Panel(
                row,
                [_said(each, zone) for each in sessions[row.learning_set.pk]],
                attended(
                    [
                        ((each.starts_at - since) / (until - since), each.came.share if each.came.n else None)
                        for each in sessions[row.learning_set.pk]
                    ]
                ),
            )
            for row in rows
        ],
        "page": page,
        "period": named_period(period),
        "form": form,
        "everything": narrowed.nothing.address(**form.when),
        "view": view,
        "when": form.time_alone,
        "query": view.removeprefix("?") + "&",
    }
    return render(request, "reports/side_by_side.html", context)


def _said(sat: queries.Sat, zone: str) -> str:
    """`12 March: 5 of 6`"""
    marked = str(sat.came) if sat.came.n else _("no marks")
    came = _("cancelled") if sat.is_cancelled else marked
    return _("%(day)s: %(came)s") % {"day": phrases.day_of_month(in_zone(sat.starts_at, zone).date()), "came": came}
