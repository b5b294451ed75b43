"""The end of a set: closing, closed, and what was said erased."""

from datetime import datetime

from django.db import connection, transaction

from alsweb.lib.tenancy.scope import scope
from organisations.audit import record
from organisations.models import Membership
from sets.models import LearningSet


@transaction.atomic
def close_set(learning_set: LearningSet, *, by: Membership, at: datetime) -> bool:
    """The first close wins: a double click or a second facilitator changes nothing."""
    if LearningSet.objects.filter(pk=learning_set.pk, closed_at=None).update(closed_at=at, closed_by=by) != 1:
        return False
    record("set.closed", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return True


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
