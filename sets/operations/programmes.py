"""Founding a programme with its sets in one go, and saying anew what it is for."""

from datetime import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Membership
from sets.models import LearningSet, Programme
from sets.operations.founding import SENT_TWICE_WITHIN, found_set, free_address, one_founder_at_a_time


@transaction.atomic
def found_programme(
    *, name: str, purpose: str, sets: int, sessions_planned: int, by: Membership, at: datetime
) -> Programme:
    """Found a programme and its sets, “… 1” to “… n”, all forming and with nobody in them.

    A form that was sent twice founds one: the same name from the same person within a minute is the first.
    """
    one_founder_at_a_time(by)
    just_now = Programme.objects.filter(organisation=by.organisation, founded_by=by, name=name)
    if first := just_now.filter(founded_at__gt=at - SENT_TWICE_WITHIN).first():
        first.organisation = by.organisation
        return first
    programme = Programme.objects.create(
        organisation=by.organisation,
        slug=free_address(Programme, name, otherwise="programme", by=by),
        name=name,
        purpose=purpose,
        sessions_planned=sessions_planned,
        founded_by=by,
        founded_at=at,
    )
    record("programme.founded", programme, by=by, at=at, sets=sets)
    for number in range(1, sets + 1):
        _found_set_of(programme, name=f"{name} {number}", by=by, at=at)
    return programme


def _found_set_of(programme: Programme, *, name: str, by: Membership, at: datetime) -> LearningSet:
    return found_set(
        name=name,
        topic="",
        time_zone=by.organisation.time_zone,
        places=6,
        sessions_planned=programme.sessions_planned,
        own_role=None,
        programme=programme,
        by=by,
        at=at,
    )


@transaction.atomic
def change_programme(programme: Programme, *, by: Membership, at: datetime) -> None:
    programme.save(update_fields=["name", "purpose", "sessions_planned"])
    record("programme.changed", programme, by=by, at=at)
