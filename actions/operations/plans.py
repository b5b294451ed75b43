"""What a presenter leaves a session with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from actions.models import Action, ActionPlan, ActionWords, PlanOutcome, PlanWords
from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import Bid, Session


@dataclass(frozen=True)
class NewAction:
    what: str
    first_step: str = ""
    due_on: date | None = None


@transaction.atomic
def write_plan(
    session: Session,
    *,
    outcome: str,
    new_actions: Sequence[NewAction] = (),
    because: str = "",
    by: Membership,
    at: datetime,
) -> ActionPlan:
    """What the presenter leaves with: one to three actions, none because, or later.

    A plan that said “later” may be written once; a written plan stays. Raise Refused otherwise.
    """
    plan = ActionPlan.objects.select_for_update().filter(session=session, person=by.person_id).first()
    if plan is not None and plan.outcome != PlanOutcome.LATER:
        raise Refused("Your plan from this session is already written. You will find it under Actions.")
    if outcome == PlanOutcome.ACTIONS and not 1 <= len(new_actions) <= 3:
        raise Refused("Write one to three actions, or choose “none” or “later”.")
    bid = Bid.objects.filter(session=session, person=by.person_id).first()
    if plan is None:
        plan, is_new = ActionPlan.objects.get_or_create(
            organisation_id=session.organisation_id,
            session=session,
            person_id=by.person_id,
            defaults={
                "learning_set_id": session.learning_set_id,
                "challenge_id": bid.challenge_id if bid else None,
                "outcome": outcome,
                "written_at": at,
            },
        )
        if not is_new:
            raise Refused("Your plan from this session is already written. You will find it under Actions.")
    else:
        plan.outcome, plan.written_at = outcome, at
        plan.save(update_fields=["outcome", "written_at"])
    if outcome == PlanOutcome.NONE and because:
        PlanWords.objects.create(
            organisation_id=plan.organisation_id,
            plan=plan,
            learning_set_id=plan.learning_set_id,
            author_id=by.person_id,
            because=because,
        )
    if outcome == PlanOutcome.ACTIONS:
        for position, new in enumerate(new_actions, start=1):
            _decide(plan, new, position=position, by=by, at=at)
    return plan


def _decide(plan: ActionPlan, new: NewAction, *, position: int, by: Membership, at: datetime) -> None:
    action = Action.objects.create(
        organisation_id=plan.organisation_id,
        learning_set_id=plan.learning_set_id,
        plan=plan,
        person_id=by.person_id,
        position=position,
        due_on=new.due_on,
        decided_at=at,
    )
    ActionWords.objects.create(
        organisation_id=plan.organisation_id,
        action=action,
        learning_set_id=plan.learning_set_id,
        author_id=by.person_id,
        what=new.what,
        first_step=new.first_step,
    )
