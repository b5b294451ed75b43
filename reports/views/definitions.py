from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations.http import Request
from organisations.models import Organisation
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports.measures import MEASURES
from sets.health_rules import BY_DATES, USUAL, Usual
from sets.queries import health_numbers


@require_safe
def definitions(request: Request) -> HttpResponse:
    """How each measure is counted; what the figures are made of says it itself."""
    allow(request.membership, may_see_participation)
    return render(request, "reports/definitions.html", {"measures": MEASURES, "signs": _signs(request.organisation)})


def _signs(organisation: Organisation) -> list[tuple[Usual, int, bool]]:
    """Each sign, from which number on it is told here, and whether HR is told."""
    numbers = health_numbers(organisation)
    return [(usual, numbers[sign], sign in BY_DATES) for sign, usual in USUAL.items()]
