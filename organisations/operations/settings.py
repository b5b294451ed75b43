"""What an owner decides for the whole organisation."""

from datetime import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Membership, Organisation


@transaction.atomic
def change_settings(organisation: Organisation, *, outside: bool, by: Membership, at: datetime) -> None:
    """Save what an owner decided. `outside`: whether its people and sets may meet those of other organisations here."""
    if outside != bool(organisation.outside_since):
        organisation.outside_since = at if outside else None
    decided = ["name", "time_zone", "retention_days", "safety_contact", "outside_since", "least_people", "least_sets"]
    organisation.save(update_fields=decided)
    record(
        "organisation.settings_changed",
        organisation,
        by=by,
        at=at,
        organisation=organisation.pk,
        outside=outside,
        least_people=organisation.least_people,
        least_sets=organisation.least_sets,
    )
