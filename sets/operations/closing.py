"""The end of a set: closing, closed, and what was said erased."""

from datetime import datetime

from django.db import connection, transaction

from alsweb.lib.tenancy.scope import scope
from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.models import Membership
from sets import coming_and_going
from sets.models import LearningSet, Proposal, SetMembership


@transaction.atomic
def start_closing(learning_set: LearningSet, *, by: Membership, at: datetime) -> bool:
    """Say that the next meeting is the last. The first wins; the circle hears of it once."""
    running = LearningSet.objects.filter(pk=learning_set.pk, closing_at=None, closed_at=None).exclude(running_at=None)
    if running.update(closing_at=at, closing_by=by) != 1:
        return False
    record("set.closing", learning_set, by=by, at=at, learning_set=learning_set.pk)
    _tell_circle(learning_set, by=by, at=at)
    return True


@transaction.atomic
def keep_running(learning_set: LearningSet, *, by: Membership, at: datetime) -> bool:
    """Take the closing back. Who has not been told of it yet is not told any more."""
    closing = LearningSet.objects.filter(pk=learning_set.pk, closed_at=None).exclude(closing_at=None)
    if closing.update(closing_at=None, closing_by=None) != 1:
        return False
    record("set.kept_running", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return True


@transaction.atomic
def close_set(learning_set: LearningSet, *, by: Membership, at: datetime) -> bool:
    """The first close wins: a double click or a second facilitator changes nothing.

    The circle is told unless it heard before that the set was closing. Who was asked and never let in is forgotten.
    """
    Proposal.objects.filter(learning_set=learning_set).delete()
    if LearningSet.objects.filter(pk=learning_set.pk, closed_at=None).update(closed_at=at, closed_by=by) != 1:
        return False
    record("set.closed", learning_set, by=by, at=at, learning_set=learning_set.pk)
    coming_and_going.closed(learning_set, by=by, at=at)
    if LearningSet.objects.filter(pk=learning_set.pk, closing_at=None).exists():
        _tell_circle(learning_set, by=by, at=at)
    return True


def _tell_circle(learning_set: LearningSet, *, by: Membership, at: datetime) -> None:
    circle = SetMembership.objects.current().filter(learning_set=learning_set).exclude(person=by.person_id)
    notify_many(
        Notice.waiting(
            kind="set_closing",
            subject=f"set:{learning_set.pk}",
            occasion=at.isoformat(),
            due_at=at,
            organisation=learning_set.organisation_id,
            person=person,
        )
        for person in circle.values_list("person_id", flat=True)
    )


@transaction.atomic
def erase_words(learning_set: LearningSet, *, at: datetime) -> int:
    """Destroy the set's key and remove every word; how many rows went. PostgreSQL decides whether it may be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_words(%s, %s)", [learning_set.pk, at])
        (removed,) = cursor.fetchone()
    LearningSet.objects.filter(pk=learning_set.pk, words_erased_at=None).update(words_erased_at=at)
    record("set.words_erased", learning_set, by=None, at=at, learning_set=learning_set.pk)
    return int(removed)


def erase_due_words(at: datetime) -> list[LearningSet]:
    """Erase what was said in every set whose time has come; the sets that it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, learning_set_id FROM words_to_erase(%s)", [at])
        due = cursor.fetchall()
    erased = []
    for organisation, number in due:
        with scope(organisation=organisation):
            learning_set = LearningSet.objects.get(pk=number)
            erase_words(learning_set, at=at)
            erased.append(learning_set)
    return erased
