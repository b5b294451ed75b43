"""A set that is being put together: Pool, founded by Alice, who is not in it unless a test says so."""

from datetime import timedelta
from typing import Any

from organisations import operations as organisations
from organisations.models import Membership
from sets import operations
from sets.models import Facilitation, LearningSet, NotTogether, Proposal, SetMembership
from tests.cast import NOW, ZONE, Cast, entering

UNTIL = (NOW + timedelta(days=10)).date()


def found_pool(by: Membership, *, facilitation: str = Facilitation.NONE, **how: Any) -> LearningSet:
    with entering(by):
        return operations.found_set(
            name="Pool",
            topic="How do we keep people?",
            time_zone=ZONE,
            places=6,
            **{"own_role": None, "facilitation": facilitation, **how},
            by=by,
            at=NOW - timedelta(days=1),
        )


def ask_all(learning_set: LearningSet, *people: Membership, by: Membership) -> dict[str, Proposal]:
    """Choose and ask them; their proposals by name."""
    with entering(by):
        chosen = {each.name: operations.propose(learning_set, each, by=by, at=NOW) for each in people}
        operations.ask(learning_set, answer_by=UNTIL, by=by, at=NOW)
    return chosen


def says_yes(member: Membership, proposal: Proposal) -> bool:
    with entering(member):
        return operations.say_yes(proposal, at=NOW)


def says_not_this_set(member: Membership, proposal: Proposal) -> bool:
    with entering(member):
        return operations.say_not_this_set(proposal, at=NOW)


def people_in(learning_set: LearningSet, *, reader: Membership) -> set[str]:
    with entering(reader):
        seats = SetMembership.objects.current().filter(learning_set=learning_set).select_related("membership")
        return {seat.membership.name for seat in seats}


def reports_to(report: Membership, manager: Membership | None, *, cast: Cast) -> None:
    with entering(cast.dora):
        organisations.place(report, department="Wards", site="North", manager=manager)


def compose(learning_set: LearningSet, by: Membership) -> int:
    with entering(by):
        return operations.compose(learning_set, by=by, at=NOW)


def wish(by: Membership, other: Membership) -> NotTogether:
    with entering(by):
        return operations.wish_apart(other, by=by, at=NOW)
