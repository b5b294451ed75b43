"""The sets of one person, as those see them who keep the organisation's people: names and dates."""

from django.db.models import QuerySet

from organisations.models import Membership
from organisations.policies import may_see_people
from organisations.queries import allow
from sets.models import SetMembership


def seats_of_person(membership: Membership, person: Membership) -> QuerySet[SetMembership]:
    """Every place that they took, the latest first. Where they are only proposed is nobody's to see."""
    allow(membership, may_see_people)
    return (
        SetMembership.objects.filter(
            organisation=membership.organisation, person=person.person_id, started_at__isnull=False
        )
        .select_related("learning_set")
        .order_by("-started_at", "-pk")
    )
