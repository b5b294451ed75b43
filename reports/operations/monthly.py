from datetime import datetime

from django.db import transaction

from organisations.models import Membership
from organisations.operations.rights import hold_right
from organisations.policies import may_see_participation
from reports.models import MonthlyReport
from reports.months import next_first


@transaction.atomic
def want_monthly(address: str, *, by: Membership, at: datetime) -> MonthlyReport:
    """Have a mail lead to this view on the first of each month; pressed twice it is one."""
    hold_right(by, may_see_participation)
    wanted, _new = MonthlyReport.objects.get_or_create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        address=address,
        defaults={"wanted_at": at, "next_at": next_first(at, by.organisation.time_zone)},
    )
    return wanted


def stop_monthly(monthly: MonthlyReport) -> None:
    MonthlyReport.objects.filter(pk=monthly.pk).delete()
