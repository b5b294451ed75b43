from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, When

from actions.models import Action, ActionPlan, ActionWords, PlanOutcome
from alsweb.lib.composed import composed
from organisations.models import Membership
from sessions.models import Bid, Session
from sets.models import LearningSet, SetMembership


@dataclass(frozen=True)
class ToWrite:
    """A session from which a plan is still to be written."""

    session: Session
    presented: bool
    """Else they said “later” of it."""

    @property
    def learning_set(self) -> LearningSet:
        learning_set: LearningSet = self.session.learning_set
        return learning_set


def plans_to_write(membership: Membership) -> list[ToWrite]:
    """Sessions at which I presented and from which nobody has heard my plan, or of which I said “later”.

    In sets that I am in and that take what is written.
    """
    return [ToWrite(each, each.presented) for each in _sessions_to_plan_from(membership)]


@composed
def _sessions_to_plan_from(membership: Membership) -> QuerySet[Any]:
    own = SetMembership.objects.current().filter(person=membership.person_id, learning_set__closed_at=None)
    sessions = with_waiting_plan(
        Session.objects.filter(organisation=membership.organisation_id, learning_set__in=own.values("learning_set")),
        person=membership.person_id,
    )
    return sessions.filter(plan_waits=True).select_related("learning_set").order_by("starts_at", "pk")


def with_waiting_plan(sessions: QuerySet[Any], *, person: int) -> QuerySet[Any]:
    """Sessions with `presented` and `plan_waits`, both of this person."""
    plans = ActionPlan.objects.filter(session=OuterRef("pk"), person=person)
    presented = Bid.objects.filter(session=OuterRef("pk"), person=person, presented_at__isnull=False)
    is_later = Exists(plans.filter(outcome=PlanOutcome.LATER))
    waits = Q(is_later) | Q(Exists(presented)) & ~Q(Exists(plans))
    found: QuerySet[Any] = sessions.annotate(
        presented=Exists(presented),
        plan_waits=Case(When(waits, cancelled_at=None, then=True), default=False, output_field=BooleanField()),
    )
    return found


def presented_without_plan(organisation: int, person: int) -> QuerySet[Bid]:
    """Of sessions at which they presented and from which there is no plan, not even a “later”."""
    plans = ActionPlan.objects.filter(organisation=organisation, person=person)
    return Bid.objects.filter(organisation=organisation, person=person, presented_at__isnull=False).exclude(
        session__in=plans.values("session")
    )


def own_plan(membership: Membership, session: Session) -> ActionPlan | None:
    return ActionPlan.objects.filter(
        organisation=membership.organisation, session=session, person=membership.person_id
    ).first()


def actions_in(plan: ActionPlan) -> list[tuple[Action, ActionWords | None]]:
    """Those of one's own plan, in their order, with their words as far as these were not removed."""
    actions = Action.objects.filter(organisation=plan.organisation_id, plan=plan).order_by("position")
    words = {
        each.action_id: each
        for each in ActionWords.objects.filter(
            organisation=plan.organisation_id, action__plan=plan, author=plan.person_id
        )
    }
    return [(each, words.get(each.pk)) for each in actions]


def with_own_plan(sessions: QuerySet[Any], *, person: int) -> QuerySet[Any]:
    """Sessions with `own_outcome` and `own_actions`: what this person left each with, and how many actions."""
    plan = ActionPlan.objects.filter(session=OuterRef("pk"), person=person)
    actions = Action.objects.filter(plan__session=OuterRef("pk"), plan__person=person).order_by()
    found: QuerySet[Any] = sessions.annotate(
        own_outcome=Subquery(plan.values("outcome")[:1]),
        own_actions=Subquery(actions.values("plan").annotate(n=Count("pk")).values("n")[:1]),
    )
    return found
