"""Leaving the circle. Seats end and are never removed, so that who was there, and when, stays as it was."""

from collections.abc import Collection
from datetime import datetime
from enum import Enum
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.outbox import notify
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets import coming_and_going
from sets.models import Facilitation, LearningSet, SetMembership, SetRole
from sets.operations.admitting import admit
from sets.operations.holding import held
from sets.operations.own_words import remove_own_words


class SelfRun(Enum):
    """Instead of a successor: from now on nobody facilitates."""

    SELF_RUN = "self-run"


SELF_RUN: Final = SelfRun.SELF_RUN


@transaction.atomic
def leave_set(
    seat: SetMembership,
    *,
    by: Membership,
    at: datetime,
    successor: SetMembership | SelfRun | None = None,
    with_words: bool = False,
) -> bool:
    """End one's own seat; `with_words` removes what one said. Whoever stays and runs the set hears that one left, and
    no reason.

    Raise Refused where nobody would be left in a set that is not closed, where its last facilitator names no
    `successor`, or where that person has left as well.
    """
    learning_set, circle = _circle_held(seat)
    if seat.pk not in {each.pk for each in circle}:
        return False
    others = [each for each in circle if each.pk != seat.pk]
    if learning_set.closed_at is None and not others:
        raise Refused(_("You are the last in this set. Close it first, so that what was said is erased in time."))
    if must_hand_over(learning_set, seat, circle):
        if successor is None:
            raise Refused(_("This set needs somebody to facilitate it. Say who does it after you."))
        _hand_over(learning_set, others, to=successor, by=by, at=at)
    _end(seat, at=at)
    record("set.left", seat, by=by, at=at, learning_set=learning_set.pk, member=seat.membership_id)
    told = others if seat.leads else [each for each in others if _runs(learning_set, each)]
    _tell("set_left", seat, [each.person_id for each in told], at=at)
    if with_words:
        remove_own_words(learning_set, by=by)
    coming_and_going.went(learning_set, [seat.person_id], at=at)
    return True


@transaction.atomic
def end_seat(seat: SetMembership, *, by: Membership, at: datetime) -> bool:
    """End somebody else's seat; they are told. Raise Refused where whoever does it has left meanwhile."""
    learning_set, circle = _circle_held(seat)
    if seat.pk not in {each.pk for each in circle}:
        return False
    if not any(each.person_id == by.person_id and _runs(learning_set, each) for each in circle):
        raise Refused(_("You no longer run this set, so its seats are no longer yours to end."))
    _end(seat, at=at)
    record("set.seat_ended", seat, by=by, at=at, learning_set=learning_set.pk, member=seat.membership_id)
    _tell("seat_ended", seat, [seat.person_id], at=at)
    coming_and_going.went(learning_set, [seat.person_id], at=at)
    return True


def must_hand_over(learning_set: LearningSet, seat: SetMembership, circle: Collection[SetMembership]) -> bool:
    """Whether this seat is the last that facilitates a set that is to have a facilitator."""
    return (
        learning_set.closed_at is None
        and learning_set.facilitation == Facilitation.STANDING
        and seat.leads
        and not any(each.leads and each.pk != seat.pk for each in circle)
    )


def _circle_held(seat: SetMembership) -> tuple[LearningSet, list[SetMembership]]:
    """The set and who is in it, for as long as this transaction lasts: whoever leaves next waits and looks again."""
    learning_set = held(seat.learning_set_id)
    if learning_set is None:  # whoever asks has left, and holds nothing of it any more
        return seat.learning_set, []
    return learning_set, list(SetMembership.objects.current().filter(learning_set=learning_set))


def _hand_over(
    learning_set: LearningSet,
    others: Collection[SetMembership],
    *,
    to: SetMembership | SelfRun,
    by: Membership,
    at: datetime,
) -> None:
    if isinstance(to, SelfRun):
        learning_set.facilitation = Facilitation.NONE
        learning_set.save(update_fields=["facilitation"])
        record("set.runs_itself", learning_set, by=by, at=at, learning_set=learning_set.pk)
        return
    if to.pk not in {each.pk for each in others}:
        raise Refused(_("The person whom you named has left the set meanwhile. Choose somebody else."))
    # A seat of their own, so that they stay a member in all that they were a member for.
    _end(to, at=at)
    admit(learning_set, to.membership, role=SetRole.FACILITATOR, at=at)
    record("set.handed_over", to, by=by, at=at, learning_set=learning_set.pk, member=to.membership_id)


def _runs(learning_set: LearningSet, seat: SetMembership) -> bool:
    return seat.leads or learning_set.facilitation != Facilitation.STANDING


def _end(seat: SetMembership, *, at: datetime) -> None:
    SetMembership.objects.filter(pk=seat.pk, ended_at=None).update(ended_at=at)


def _tell(kind: str, seat: SetMembership, people: Collection[int], *, at: datetime) -> None:
    for person in people:
        notify(
            kind=kind,
            subject=f"seat:{seat.pk}",
            occasion="ended",
            due_at=at,
            organisation=seat.organisation_id,
            person=person,
        )
