"""Leaving the organisation is leaving its sets: on that day, and with their past as it was."""

from datetime import datetime

from organisations.audit import record
from organisations.models import Membership
from sets.models import SetMembership


def end_seats(membership: Membership, by: Membership, at: datetime) -> None:
    """End every place of theirs; one that has not begun ends unseen."""
    seats = SetMembership.objects.filter(membership=membership, ended_at=None)
    begun = list(seats.current())
    seats.update(ended_at=at)
    for seat in begun:
        record("set.left", seat, by=by, at=at, learning_set=seat.learning_set_id, member=seat.membership_id)
