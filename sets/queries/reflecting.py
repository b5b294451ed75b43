from organisations.models import Membership
from sets.models import ReflectionWords, SetMembership


def own_reflections(membership: Membership) -> dict[int, ReflectionWords]:
    """What this member wrote for their own learning record, by set."""
    own = ReflectionWords.objects.filter(organisation=membership.organisation_id, author=membership.person_id)
    return {each.learning_set_id: each for each in own.select_related("reflection")}


def names_beside(membership: Membership) -> list[str]:
    """Names of everybody else who is or was in one of this member's sets."""
    mine = SetMembership.objects.filter(
        organisation=membership.organisation_id, person=membership.person_id, started_at__isnull=False
    )
    beside = SetMembership.objects.filter(
        organisation=membership.organisation_id, learning_set__in=mine.values("learning_set"), started_at__isnull=False
    ).exclude(person=membership.person_id)
    return list(beside.order_by("membership__name").values_list("membership__name", flat=True).distinct())
