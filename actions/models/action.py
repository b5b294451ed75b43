from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, MINE, OwnSetFact
from organisations.models import TenantModel


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    LET_GO = "let go"


class LettingGo(models.TextChoices):
    """Why an action is let go: choices, so that nobody has to explain themselves."""

    NOT_NEEDED = "not_needed", _("it is no longer needed")
    BETTER_WAY = "better_way", _("I found a better way")
    LEARNED = "learned", _("the first step taught me what I wanted to know")
    OTHERS = "others", _("somebody else does it")
    NOT_MINE = "not_mine", _("it was not mine to do")
    NOT_NOW = "not_now", _("not now")


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
    let_go_because = models.CharField(max_length=12, choices=LettingGo.choices, blank=True)
    half_way_at = models.DateTimeField(null=True)
    """The middle between deciding and the set's next session; derived, and again when dates change. None without one."""

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
            models.CheckConstraint(
                condition=models.Q(let_go_because="") | models.Q(let_go_at__isnull=False), name="action_let_go_because"
            ),
            OwnSetFact(
                name="action_rows",
                me=MINE,
                doors=("done_at IS NULL AND let_go_at IS NULL", HERE),
                door_writes=True,
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
            models.Index(
                fields=["half_way_at"],
                condition=models.Q(done_at=None, let_go_at=None, half_way_at__isnull=False),
                name="action_half_way",
            ),
            models.Index(fields=["organisation", "learning_set"], name="action_of_set"),
        ]

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def state(self) -> ActionState:
        if self.done_at:
            return ActionState.DONE
        return ActionState.LET_GO if self.let_go_at else ActionState.OPEN
