"""What an organisation reckons learning together with."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from organisations.audit import record
from organisations.models import CostRate, Membership


@transaction.atomic
def set_costs(
    *, valid_from: date, currency: str, hourly_rate: Decimal, fee: Decimal, fee_per: str, by: Membership, at: datetime
) -> CostRate:
    """From a day on until the next that is set. The same day again replaces what was set for it."""
    rate = CostRate(
        organisation_id=by.organisation_id,
        valid_from=valid_from,
        currency=currency,
        hourly_rate=hourly_rate,
        fee=fee,
        fee_per=fee_per,
        decided_by=by,
        decided_at=at,
    )
    CostRate.objects.bulk_create(
        [rate],
        update_conflicts=True,
        unique_fields=["organisation", "valid_from"],
        update_fields=["currency", "hourly_rate", "fee", "fee_per", "decided_by", "decided_at"],
    )
    record("costs.set", rate, by=by, at=at, valid_from=valid_from.isoformat())
    return rate


@transaction.atomic
def remove_costs(rate: CostRate, *, by: Membership, at: datetime) -> bool:
    """What was set before that day holds on; the first of two who remove it wins."""
    removed, _each = CostRate.objects.filter(pk=rate.pk).delete()
    if removed:
        record("costs.removed", rate, by=by, at=at, valid_from=rate.valid_from.isoformat())
    return bool(removed)
