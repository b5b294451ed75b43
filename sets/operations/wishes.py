"""With whom somebody would rather not be in a set. Its person writes and reads it, and nobody else; no audit."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.models import Membership
from organisations.operations import Refused
from sets.models import NotTogether

MOST = 10
"""Enough for whom one knows to avoid; more would be a way to take sets apart."""


@transaction.atomic
def wish_apart(other: Membership, *, by: Membership, at: datetime) -> NotTogether:
    """Said once; saying it again changes nothing. Raise Refused beyond ten."""
    own = NotTogether.objects.filter(organisation=by.organisation, person=by.person_id)
    if said := own.filter(other=other.person_id).first():
        return said
    if own.count() >= MOST:
        raise Refused(_("Ten people are the most. Take a name off the list first."))
    wish, _made = NotTogether.objects.get_or_create(
        organisation=by.organisation, person_id=by.person_id, other_id=other.person_id, defaults={"said_at": at}
    )
    return wish


def take_wish_back(pk: int, *, by: Membership) -> None:
    NotTogether.objects.filter(organisation=by.organisation, person=by.person_id, pk=pk).delete()
