"""Who may what in a set. A seat says how somebody stands to it."""

from dataclasses import dataclass

from organisations.models import Membership
from sets.models import LearningSet, SetRole


@dataclass(frozen=True)
class Seat:
    """One person before one set; `role` is theirs in its circle now, or empty."""

    learning_set: LearningSet
    membership: Membership
    role: str

    @property
    def in_circle(self) -> bool:
        return bool(self.role)

    @property
    def leads(self) -> bool:
        return self.role == SetRole.FACILITATOR


def may_see_set(seat: Seat) -> bool:
    """The circle sees all of it; HR and owner its organisation facts only."""
    return seat.in_circle or seat.membership.is_hr or seat.membership.is_owner


def may_enter_circle(seat: Seat) -> bool:
    return seat.in_circle


def may_write(seat: Seat) -> bool:
    """A closed set keeps what it has until that is erased, and takes no more."""
    return seat.in_circle and seat.learning_set.closed_at is None


def may_invite(seat: Seat) -> bool:
    return seat.leads and seat.learning_set.closed_at is None


def may_lead(seat: Seat) -> bool:
    return seat.leads
