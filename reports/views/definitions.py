from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports.measures import MEASURES


@require_safe
def definitions(request: Request) -> HttpResponse:
    """How each measure is counted; what the figures are made of says it itself."""
    allow(request.membership, may_see_participation)
    return render(request, "reports/definitions.html", {"measures": MEASURES})
