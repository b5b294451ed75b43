"""Founding a set: who it is for, how it will work, and the key that will seal its words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.db import connection, transaction
from django.utils.text import slugify

from alsweb.lib import sealing
from organisations.audit import record
from organisations.models import Membership
from sets.models import LearningSet, Programme, SetKey, SetRole
from sets.operations.admitting import admit

SENT_TWICE_WITHIN = timedelta(minutes=1)
TAKEN = ("new", "find")
"""Words that stand in an address where a set's name would."""


@transaction.atomic
def found_set(
    *,
    name: str,
    topic: str,
    time_zone: str,
    places: int,
    sessions_planned: int = 6,
    own_role: str | None = SetRole.FACILITATOR,
    programme: Programme | None = None,
    by: Membership,
    at: datetime,
    **how: Any,
) -> LearningSet:
    """Found a set with its founder in it as `own_role`, or in nobody's circle yet where that is None.

    `how` are the set's other columns: length, cadence, place, who facilitates, how people come in. A form that was
    sent twice founds one set: the same name from the same person within a minute is the first.
    """
    one_founder_at_a_time(by)
    just_now = LearningSet.objects.filter(organisation=by.organisation, founded_by=by, name=name)
    if first := just_now.filter(founded_at__gt=at - SENT_TWICE_WITHIN).first():
        first.organisation = by.organisation
        return first
    learning_set = LearningSet.objects.create(
        organisation=by.organisation,
        slug=free_address(LearningSet, name, otherwise="set", by=by),
        name=name,
        topic=topic,
        time_zone=time_zone,
        places=places,
        sessions_planned=sessions_planned,
        programme=programme,
        founded_by=by,
        founded_at=at,
        **how,
    )
    if own_role is not None:
        admit(learning_set, by, role=own_role, at=at)
    SetKey.objects.create(
        organisation=by.organisation,
        learning_set=learning_set,
        wrapped=sealing.new_wrapped_key(learning_set.pk),
    )
    record("set.founded", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return learning_set


@transaction.atomic
def change_set(learning_set: LearningSet, *, fields: Iterable[str], by: Membership, at: datetime) -> None:
    """Save what a form has put into `fields`; the audit says which, not what."""
    changed = sorted(fields)
    if changed:
        learning_set.save(update_fields=changed)
        record("set.changed", learning_set, by=by, at=at, learning_set=learning_set.pk, fields=changed)


def free_address(model: type[LearningSet | Programme], name: str, *, otherwise: str, by: Membership) -> str:
    """What a new one is called in its address: its name, and a number where that is taken."""
    wanted = slugify(name)[:70] or otherwise
    for number in count(1):
        slug = wanted if number == 1 else f"{wanted}-{number}"
        if slug not in TAKEN and not model.objects.filter(organisation=by.organisation, slug=slug).exists():
            return slug
    raise AssertionError("unreachable")


def one_founder_at_a_time(by: Membership) -> None:
    """Two who look for a free address do so one after the other, until their transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sets.found'), %s)", [by.organisation_id % 2**31])
