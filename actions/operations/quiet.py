"""Whether one wants to be asked about an action: one's own business, and nobody else learns of it."""

from datetime import date, datetime

from django.db import transaction

from actions.models import Action, Quiet
from organisations.models import Membership


@transaction.atomic
def keep_quiet(action: Action, *, until: date | None, by: Membership, at: datetime) -> None:
    """Ask about it again on that day, or not at all where there is none. What was said last holds."""
    Quiet.objects.update_or_create(
        organisation_id=action.organisation_id,
        action=action,
        person_id=by.person_id,
        defaults={"until": until, "made_at": at},
    )


@transaction.atomic
def ask_as_usual(action: Action, *, by: Membership) -> None:
    Quiet.objects.filter(organisation=action.organisation_id, action=action, person=by.person_id).delete()
