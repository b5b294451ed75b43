"""What stands in somebody's record, set by set: their own facts and words over all sets of an organisation."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from alsweb.lib.own_rows import Own, own_rows, tell
from organisations.models import Membership
from sets.models import LearningSet, SetMembership
from sets.queries import seats_ever


@dataclass
class InSet:
    """One set with what is theirs there, the newest first; without seats, they were asked into it or founded it."""

    learning_set: LearningSet
    seats: list[SetMembership]
    rows: list[Own] = field(default_factory=list)

    @property
    def since(self) -> datetime | None:
        return self.seats[-1].started_at if self.seats else None

    @property
    def until(self) -> datetime | None:
        """When they left; none while they are in it."""
        return max((seat.ended_at for seat in self.seats if seat.ended_at), default=None) if not self.is_in else None

    @property
    def is_in(self) -> bool:
        return any(seat.ended_at is None for seat in self.seats)


@dataclass
class Record:
    person: Membership
    sets: list[InSet]
    others: list[Own]
    """What is theirs in the organisation, and belongs to no set."""
    made_at: datetime


def record_of(membership: Membership, *, at: datetime) -> Record:
    """Two statements for the rows and their words and two for the sets, however much there is."""
    found = own_rows(membership.person_id, organisation=membership.organisation_id)
    sets = sets_of_record(seats_ever(membership))
    others: list[Own] = []
    told = tell(found, naming=False)
    beside = {own.learning_set or 0 for own in told} - sets.keys()
    for each in LearningSet.objects.filter(organisation=membership.organisation_id, pk__in=beside or [0]).order_by(
        "pk"
    ):
        sets[each.pk] = InSet(each, [])
    for own in told:
        rows = sets[own.learning_set].rows if own.learning_set in sets else others
        rows.append(own)
    return Record(membership, list(sets.values()), others, at)


def sets_of_record(seats: Iterable[SetMembership]) -> dict[int | None, InSet]:
    """By number; a set that was left and entered again is one."""
    sets: dict[int | None, InSet] = {}
    for seat in seats:
        sets.setdefault(seat.learning_set_id, InSet(seat.learning_set, [])).seats.append(seat)
    return sets
