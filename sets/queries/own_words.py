from collections import Counter

from django.db.models import Count
from django.http import Http404

from organisations.models import Membership
from sets.models import LearningSet, SetMembership
from sets.models.membership import SetMembershipQuerySet
from sets.own_words import models_of_own_words


def own_words_counted(membership: Membership) -> Counter[int]:
    """In each set, how many rows of words are this member's to remove; one statement, however many tables there are."""
    parts = [
        model._default_manager.filter(organisation=membership.organisation_id, author=membership.person_id)
        .order_by()
        .values("learning_set_id")
        .annotate(n=Count("pk"))
        .values_list("learning_set_id", "n")
        for model in models_of_own_words()
    ]
    counted: Counter[int] = Counter()
    for learning_set, n in parts[0].union(*parts[1:], all=True):
        counted[learning_set] += n
    return counted


def seats_ever(membership: Membership) -> SetMembershipQuerySet:
    """Every place that this member took in a set here, the newest first: also in sets that they left or that closed."""
    return (
        SetMembership.objects.filter(
            organisation=membership.organisation_id, person=membership.person_id, started_at__isnull=False
        )
        .select_related("learning_set")
        .order_by("-started_at", "-pk")
    )


def left_set_for(membership: Membership, slug: str) -> LearningSet:
    """A set of this organisation that this member was in and is no longer."""
    seats = seats_ever(membership).filter(learning_set__slug=slug)
    found = seats.first()
    if found is None or seats.current().exists():
        raise Http404
    learning_set: LearningSet = found.learning_set
    learning_set.organisation = membership.organisation
    return learning_set
