from django.db.models import QuerySet

from actions.models import ActionPlan, PlanOutcome
from alsweb.lib.composed import composed
from organisations.models import Membership
from sessions.models import Bid


@composed
def plans_to_write(membership: Membership) -> QuerySet[Bid]:
    """Sessions at which I presented and from which nobody has heard my plan, or I said “later”."""
    written = (
        ActionPlan.objects.filter(person=membership.person_id).exclude(outcome=PlanOutcome.LATER).values("session")
    )
    return (
        Bid.objects.filter(
            organisation=membership.organisation,
            person=membership.person_id,
            presented_at__isnull=False,
        )
        .exclude(session__in=written)
        .select_related("session", "learning_set")
        .order_by("presented_at", "pk")
    )
