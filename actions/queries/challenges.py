"""What came of presenting a challenge: its plans, their actions and the latest news of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from actions.models import Action, ActionPlan, ActionState, LettingGo, Progress, ProgressState
from sessions.models import Challenge


@dataclass(frozen=True)
class Decided:
    """An action of a plan, without its words: the fact, and its latest news."""

    action: Action
    news: int | None
    state: str

    @property
    def mark(self) -> str:
        """`done`, `stuck`, `open`, or `none` where it was let go, as the dot beside it shows."""
        if self.action.state is not ActionState.OPEN:
            return "done" if self.action.done_at else "none"
        return "stuck" if self.state == ProgressState.STUCK else "open"

    @property
    def standing(self) -> str:
        return str(ProgressState(self.state).label) if self.state else ""

    @property
    def because(self) -> str:
        return str(LettingGo(self.action.let_go_because).label) if self.action.let_go_because else ""


def plans_of_challenge(challenge: Challenge) -> list[tuple[ActionPlan, list[Decided]]]:
    """Its plans by session, each with its actions: one statement, however many."""
    newest = Progress.objects.filter(action=OuterRef("pk"), undone_at=None).order_by("-reported_at", "-pk")
    actions = (
        Action.objects.filter(plan=OuterRef("pk"))
        .annotate(newest=Subquery(newest.values("pk")[:1]), newest_state=Subquery(newest.values("state")[:1]))
        .order_by("position")
        .values(
            told=JSONObject(
                pk="pk",
                due="due_on",
                done="done_at",
                let_go="let_go_at",
                because="let_go_because",
                news="newest",
                state="newest_state",
            )
        )
    )
    plans = (
        ActionPlan.objects.filter(
            organisation=challenge.organisation_id,
            learning_set=challenge.learning_set_id,
            challenge=challenge,
            person=challenge.person_id,
        )
        .select_related("session")
        .annotate(decided=ArraySubquery(actions))
        .order_by("session__number")
    )
    return [(plan, [_decided(each) for each in plan.decided]) for plan in plans]


def _decided(told: dict[str, Any]) -> Decided:
    action = Action(
        pk=told["pk"],
        due_on=told["due"] and date.fromisoformat(told["due"]),
        done_at=told["done"] and datetime.fromisoformat(told["done"]),
        let_go_at=told["let_go"] and datetime.fromisoformat(told["let_go"]),
        let_go_because=told["because"],
    )
    return Decided(action, told["news"], told["state"] or "")
