from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import OwnSetFact
from organisations.models import TenantModel


class EncouragementKind(models.TextChoices):
    KIND_LINE = "kind_line", _("a kind line")
    QUESTION = "question", _("one question")


class Encouragement(TenantModel):
    """That somebody of the set answered how an action goes: once for each piece of news; what they say, is words."""

    learning_set = TenantKey("sets.LearningSet")
    action = TenantKey("actions.Action")
    progress = TenantKey("actions.Progress")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    """Who answers, not whose action it is."""
    kind = models.CharField(max_length=10, choices=EncouragementKind.choices)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "progress", "person"], name="encouragement_once"),
            OwnSetFact(name="encouragement_rows", update=()),
            SameSet("action", name="encouragement_action_here", on_delete="CASCADE"),
            SameSet("progress", name="encouragement_progress_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "action"], name="encouragement_of")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.progress_id}"
