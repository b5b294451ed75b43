from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import queries
from reports.sentences import learning_together

PERIODS = {"quarter": 91, "half": 182, "year": 365}


def participation(request: Request) -> HttpResponse:
    """What HR sees: sets, sessions held, who came, hours; nothing about anybody's conduct."""
    allow(request.membership, may_see_participation)
    chosen = request.GET.get("period", "half")
    days = PERIODS.get(chosen, PERIODS["half"])
    at = now()
    since, until = at - timedelta(days=days), at + timedelta(days=1)
    report = queries.participation(request.organisation, since=since, until=until, now=at)
    periods = [
        ("quarter", _("three months")),
        ("half", _("six months")),
        ("year", _("a year")),
    ]
    context = {
        "report": report,
        "elsewhere": queries.own_people_elsewhere(request.organisation, since=since, until=until),
        "periods": periods,
        "chosen": chosen if chosen in PERIODS else "half",
        "sentence": learning_together(report.people, report.sets_needing_a_date),
    }
    return render(request, "reports/participation.html", context)
