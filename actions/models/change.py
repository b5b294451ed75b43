from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import OwnSetFact
from organisations.models import TenantModel


class ChangeKind(models.TextChoices):
    REWORDED = "reworded", _("changed")
    LET_GO = "let_go", _("let go")
    TAKEN_UP = "taken_up", _("taken up again")


class ActionChange(TenantModel):
    """What became of an action beside its progress, and when; how it was worded before, is words."""

    learning_set = TenantKey("sets.LearningSet")
    action = TenantKey("actions.Action")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    changed_at = models.DateTimeField()
    due_was = models.DateField(null=True)

    class Meta:
        constraints = [
            OwnSetFact(name="action_change_rows", update=(), delete=False),
            SameSet("action", name="action_change_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "action", "changed_at"], name="action_change_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.action_id}"
