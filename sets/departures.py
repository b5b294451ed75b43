"""Leaving the organisation is leaving its sets: on that day, and with their past as it was."""

from datetime import datetime

from organisations.audit import record
from organisations.models import Membership
from sets import coming_and_going
from sets.models import SetMembership


def end_seats(membership: Membership, by: Membership, at: datetime) -> None:
    """End every place of theirs; one that has not begun ends unseen."""
    seats = SetMembership.objects.filter(membership=membership, ended_at=None)
    begun = list(seats.current().select_related("learning_set"))
    seats.update(ended_at=at)
    for seat in begun:
        record("set.left", seat, by=by, at=at, learning_set=seat.learning_set_id, member=seat.membership_id)
        coming_and_going.went(seat.learning_set, [seat.person_id], at=at)
