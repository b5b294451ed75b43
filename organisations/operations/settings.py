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
    organisation.save(update_fields=["name", "time_zone", "retention_days", "safety_contact", "outside_since"])
    record(
        "organisation.settings_changed",
        organisation,
        by=by,
        at=at,
        organisation=organisation.pk,
        outside=outside,
    )
