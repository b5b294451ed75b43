from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import OwnSetFact
from organisations.models import TenantModel


class PlanOutcome(models.TextChoices):
    ACTIONS = "actions", _("one to three actions")
    NONE = "none", _("none, because …")
    LATER = "later", _("I will write it later")


class ActionPlan(TenantModel):
    """What a presenter left a session with: actions, none, or “later”."""

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    challenge = TenantKey("learning_sessions.Challenge", null=True)
    outcome = models.CharField(max_length=8, choices=PlanOutcome.choices)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="action_plan_once"),
            OwnSetFact(name="action_plan_rows", doors=("true",)),
            SameSet("session", name="action_plan_session_here", on_delete="CASCADE"),
            SameSet("challenge", name="action_plan_challenge_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "challenge"], name="action_plan_of_challenge"),
            models.Index(fields=["written_at"], condition=models.Q(outcome="later"), name="action_plan_later"),
        ]

    def __str__(self) -> str:
        return f"plan of {self.person_id} from {self.session_id}"
