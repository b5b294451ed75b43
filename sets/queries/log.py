from django.db.models import Q, QuerySet

from organisations.models import Event, Membership
from sets.models import LearningSet, SetMembership


def events_of(learning_set: LearningSet) -> QuerySet[Event]:
    """What is recorded about a set, and since it was founded about the roles of those who are in it; newest first."""
    seats = SetMembership.objects.current().filter(learning_set=learning_set)
    people = [f"membership:{number}" for number in seats.values_list("membership", flat=True)]
    of_roles = Q(kind="membership.roles_changed", subject__in=people, at__gte=learning_set.founded_at)
    return (
        Event.objects.filter(organisation=learning_set.organisation_id)
        .filter(Q(learning_set_id=learning_set.pk) | of_roles)
        .select_related("actor")
        .order_by("-at", "-pk")
    )


def names_of(learning_set: LearningSet, memberships: set[int]) -> dict[int, str]:
    people = Membership.objects.filter(organisation=learning_set.organisation_id, pk__in=memberships)
    return dict(people.values_list("pk", "name"))
