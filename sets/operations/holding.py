"""Changing a set, or its dates, one after the other."""

from django.utils.translation import gettext as _

from organisations.operations import Refused
from sets.models import LearningSet


def held(learning_set: int) -> LearningSet | None:
    """The set as it stands until the transaction ends; None for whoever may not change it, or not any more.

    Whoever holds it next waits; plain references to it do not. It is held before any other row of the set is changed,
    or two may wait for each other.
    """
    return LearningSet.objects.select_for_update(no_key=True).filter(pk=learning_set).first()


def hold(learning_set: int) -> LearningSet:
    """The same; raise Refused where the right to change it went while its page was open."""
    found = held(learning_set)
    if found is None:
        raise Refused(_("You may not change this set any more."))
    return found
