from django.http import Http404

from actions.models import Progress
from organisations.models import Membership


def own_progress_for(membership: Membership, pk: int) -> Progress:
    found = (
        Progress.objects.filter(organisation=membership.organisation, person=membership.person_id, pk=pk)
        .select_related("action")
        .first()
    )
    if found is None:
        raise Http404
    return found
