from enum import StrEnum

from django.db import models

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import MINE, SetFact
from organisations.models import TenantModel


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    LET_GO = "let go"


class ActionQuerySet(models.QuerySet["Action"]):
    def open(self) -> "ActionQuerySet":
        return self.filter(done_at=None, let_go_at=None)


class Action(TenantModel):
    """That somebody decided to do something, by when, and how it stands; what it is, is words."""

    learning_set = TenantKey("sets.LearningSet")
    plan = TenantKey("actions.ActionPlan")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True)
    decided_at = models.DateTimeField()
    last_news_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)

    objects = ActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "plan", "position"], name="action_position"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=3),
                name="action_one_to_three",
            ),
            models.CheckConstraint(
                condition=models.Q(done_at=None) | models.Q(let_go_at=None),
                name="action_done_or_let_go",
            ),
            SetFact(
                name="action_rows",
                me=MINE,
                doors=("done_at IS NULL AND let_go_at IS NULL",),
            ),
            SameSet("plan", name="action_plan_here", on_delete="CASCADE"),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], name="action_of_person"),
            models.Index(
                fields=["due_on"],
                condition=models.Q(done_at=None, let_go_at=None),
                name="action_due",
            ),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def state(self) -> ActionState:
        if self.done_at:
            return ActionState.DONE
        return ActionState.LET_GO if self.let_go_at else ActionState.OPEN
