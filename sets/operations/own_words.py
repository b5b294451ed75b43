"""Taking one's words along: what one said goes, that one was there stays."""

from django.db import transaction

from organisations.models import Membership
from sets.models import LearningSet
from sets.own_words import models_of_own_words


@transaction.atomic
def remove_own_words(learning_set: LearningSet, *, by: Membership) -> int:
    """Remove every word that one wrote in a set, also after leaving it; how many rows went. There is no undoing.

    Nothing is recorded: who does so is nobody's business outside the set, and inside it the words are missed.
    """
    removed = 0
    for model in models_of_own_words():
        own = model._default_manager.filter(
            organisation=learning_set.organisation_id, learning_set=learning_set, author=by.person_id
        )
        removed += own.delete()[0]
    return removed
