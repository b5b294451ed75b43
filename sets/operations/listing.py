"""Putting a set into the directory, and taking it out."""

from datetime import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Membership
from sets.models import LearningSet, Listing
from sets.operations.holding import hold


@transaction.atomic
def list_set(
    learning_set: LearningSet,
    *,
    about: str,
    cost: str,
    contact: str,
    outside: bool,
    public: bool,
    by: Membership,
    at: datetime,
) -> Listing:
    """Announce the set to its organisation; to other organisations and to everybody where that is chosen.

    Said again, the announcement changes and what was open keeps its date.
    """
    hold(learning_set.pk)
    listing = Listing.objects.filter(learning_set=learning_set).first() or Listing(
        organisation_id=learning_set.organisation_id, learning_set=learning_set, listed_by=by, listed_at=at
    )
    listing.about, listing.cost, listing.contact = about, cost, contact
    listing.outside_at = (listing.outside_at or at) if outside else None
    listing.public_at = (listing.public_at or at) if public else None
    listing.withdrawn_at = None
    if listing._state.adding:
        listing.save(force_insert=True)
    else:
        listing.save(update_fields=["about", "cost", "contact", "outside_at", "public_at", "withdrawn_at"])
    if public:
        record("set.published", learning_set, by=by, at=at, learning_set=learning_set.pk)
    elif outside:
        record("set.listed_outside", learning_set, by=by, at=at, learning_set=learning_set.pk)
    else:
        record("set.listed", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return listing


@transaction.atomic
def withdraw_listing(learning_set: LearningSet, *, by: Membership, at: datetime) -> bool:
    """Take the set out of the directory; who has asked still waits for an answer."""
    if Listing.objects.filter(learning_set=learning_set, withdrawn_at=None).update(withdrawn_at=at) != 1:
        return False
    record("set.unlisted", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return True
