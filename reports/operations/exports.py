from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from notifications import doorbell
from organisations.audit import record
from organisations.models import Membership
from organisations.operations.rights import hold_right
from organisations.policies import may_see_participation
from reports.exporting.making import make_at_once
from reports.exporting.seen import Seen
from reports.exporting.tables import rows_in
from reports.models import GIVEN_UP_AFTER, Export

FEW = 500
"""Rows that are made while one waits for the page."""
TWICE = timedelta(seconds=10)
"""Within which the same is the same press of a button."""
TASK = "reports.tasks.make_exports"


@transaction.atomic
def ask_for_export(seen: Seen, *, of: str, file_format: str, by: Membership, at: datetime) -> Export:
    """A file of what is seen: of few rows it is there when this returns, else it is made in the background.

    Pressed twice it is one. Raise PermissionDenied where the right has gone.
    """
    hold_right(by, may_see_participation)
    same = Export.objects.filter(
        organisation=by.organisation_id,
        person=by.person_id,
        of=of,
        file_format=file_format,
        address=seen.address,
        asked_at__gt=at - TWICE,
        failed_at=None,
    ).first()
    if same:
        return same
    export = Export.objects.create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        of=of,
        file_format=file_format,
        address=seen.address,
        total=rows_in(of, seen),
        asked_at=at,
        expires_at=at + GIVEN_UP_AFTER,
    )
    record("report.exported", export, by=by, at=at, of=of, file_format=file_format)
    if export.total <= FEW:
        make_at_once(export, by=by, at=at)
    else:
        transaction.on_commit(partial(doorbell.ring, TASK), robust=True)
    return export
