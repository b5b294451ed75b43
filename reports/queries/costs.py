"""What an organisation reckons with."""

from collections.abc import Iterable
from datetime import time

from django.db.models import QuerySet
from django.http import Http404

from alsweb.lib.composed import composed
from alsweb.lib.time import nearest_instant
from organisations.models import CostRate, FeePer, Organisation
from reports.costs import Rate


def reckoned_with(organisation: Organisation, rates: Iterable[CostRate]) -> list[Rate]:
    """In their order; a rate begins with its day in the organisation's zone."""
    return [
        Rate(
            nearest_instant(each.valid_from, time(0), organisation.time_zone),
            each.currency,
            each.hourly_rate,
            each.fee,
            each.fee_per == FeePer.DAY,
        )
        for each in rates
    ]


def cost_rate_for(organisation: Organisation, pk: int) -> CostRate:
    found = CostRate.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise Http404
    return found


@composed
def cost_rates(organisation: Organisation) -> QuerySet[CostRate]:
    return CostRate.objects.filter(organisation=organisation).order_by("valid_from")
