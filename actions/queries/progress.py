from django.http import Http404

from actions.models import Progress
from organisations.models import Membership
from sets.models import SetMembership


def own_progress_for(membership: Membership, pk: int) -> Progress:
    """What this member said in a set that they are in: 404 for all other, also what they said before they left."""
    seats = SetMembership.objects.current().filter(person=membership.person_id)
    found = (
        Progress.objects.filter(
            organisation=membership.organisation,
            person=membership.person_id,
            learning_set__in=seats.values("learning_set"),
            pk=pk,
        )
        .select_related("action")
        .first()
    )
    if found is None:
        raise Http404
    return found
