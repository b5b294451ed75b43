"""From which number on a sign says that a set may need somebody."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Membership
from sets.health_rules import USUAL
from sets.models import HealthRule, Sign
from sets.queries.health import health_numbers


@transaction.atomic
def change_health_rules(wanted: Mapping[Sign, int], *, by: Membership, at: datetime) -> list[Sign]:
    """Set these numbers, and say which are others now; a row stays only where one differs from what is usual."""
    organisation = by.organisation
    now_set = health_numbers(organisation)
    changed = [sign for sign, number in wanted.items() if number != now_set[sign]]
    for sign in changed:
        if wanted[sign] == USUAL[sign].number:
            HealthRule.objects.filter(organisation=organisation, sign=sign).delete()
        else:
            HealthRule.objects.update_or_create(
                organisation=organisation, sign=sign, defaults={"number": wanted[sign], "decided_at": at}
            )
    if changed:
        signs = {sign.value: wanted[sign] for sign in changed}
        record("organisation.health_changed", organisation, by=by, at=at, organisation=organisation.pk, signs=signs)
    return changed
