"""What somebody leaves a session with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actions.models import Action, ActionPlan, ActionWords, PlanOutcome, PlanWords
from actions.operations.half_way import settle_half_ways
from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import Bid, Session
from sets.models import Circle
from sets.operations import hold

MOST = 3
"""Actions from one session: more are not done."""


@dataclass(frozen=True)
class NewAction:
    what: str
    first_step: str = ""
    due_on: date | None = None
    how_known: str = ""
    help_wanted: str = ""
    expected: str = ""
    circle: str = Circle.SET


class WrittenMeanwhile(Refused):
    """The plan stands otherwise than its writer had read it; what they typed is not saved."""


@transaction.atomic
def write_plan(
    session: Session,
    *,
    outcome: str,
    new_actions: Sequence[NewAction] = (),
    because: str = "",
    known: int = 0,
    by: Membership,
    at: datetime,
) -> ActionPlan:
    """What somebody leaves with: one to three actions, none because, or later. Actions may be added until there are three.

    `known` is how many actions its writer had read in it. The same plan sent twice is one plan. Raise WrittenMeanwhile
    where it was written elsewhere by then, Refused for too many.
    """
    hold(session.learning_set_id)  # whoever decides while a date moves would miss it
    plan, is_new = ActionPlan.objects.select_for_update().get_or_create(
        organisation_id=session.organisation_id,
        session=session,
        person_id=by.person_id,
        defaults={
            "learning_set_id": session.learning_set_id,
            "challenge_id": _challenge(session, by),
            "outcome": outcome,
            "written_at": at,
        },
    )
    if not is_new and _says_the_same(plan, outcome, new_actions, because):
        return plan
    taken = Action.objects.filter(plan=plan).aggregate(last=Max("position"))["last"] or 0
    if taken != known or (outcome != PlanOutcome.ACTIONS and not is_new and plan.outcome != PlanOutcome.LATER):
        raise WrittenMeanwhile(_("Your plan from this session was written meanwhile. What you typed is below."))
    if outcome == PlanOutcome.ACTIONS and not 1 <= len(new_actions) <= MOST - taken:
        raise Refused(_("Write one to three actions, or choose “none” or “later”."))
    if not is_new and plan.outcome != outcome:
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
        for position, new in enumerate(new_actions, start=taken + 1):
            _decide(plan, new, position=position, by=by, at=at)
        settle_half_ways(plan.learning_set_id)
    return plan


def _challenge(session: Session, by: Membership) -> int | None:
    """What was presented, where it was."""
    bid = Bid.objects.filter(session=session, person=by.person_id).first()
    return bid.challenge_id if bid else None


def _says_the_same(plan: ActionPlan, outcome: str, new_actions: Sequence[NewAction], because: str) -> bool:
    """Whether all that is sent stands already: the button was pressed twice."""
    if plan.outcome != outcome:
        return False
    if outcome == PlanOutcome.NONE:
        words = PlanWords.objects.filter(plan=plan).first()
        return because == (words.because if words else "")
    stand = [each.what for each in ActionWords.objects.filter(action__plan=plan).order_by("action__position")]
    last = stand[-len(new_actions) :] if new_actions else []
    return outcome == PlanOutcome.LATER or (bool(last) and last == [each.what for each in new_actions])


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
        circle=new.circle,
        what=new.what,
        first_step=new.first_step,
        how_known=new.how_known,
        help_wanted=new.help_wanted,
        expected=new.expected,
    )
