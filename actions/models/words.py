from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.references import SameSet
from alsweb.lib.tenancy.rows import Words
from sets.models.words import WordsModel


class PlanWords(WordsModel):
    """Why there is no action."""

    plan = models.OneToOneField(
        "actions.ActionPlan",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    because = SealedTextField(_("none, because"), max_length=1000)

    class Meta:
        constraints = [
            Words(name="plan_words_rows"),
            SameSet("plan", name="plan_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="plan_words_by")]

    def __str__(self) -> str:
        return f"words of plan {self.plan_id}"


class ActionWords(WordsModel):
    action = models.OneToOneField(
        "actions.Action",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    what = SealedTextField(_("what I will do"), max_length=300)
    first_step = SealedTextField(_("the first step"), max_length=300)

    class Meta:
        constraints = [
            Words(name="action_words_rows"),
            SameSet("action", name="action_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="action_words_by")]

    def __str__(self) -> str:
        return f"words of action {self.action_id}"


class ProgressWords(WordsModel):
    progress = models.OneToOneField(
        "actions.Progress",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    line = SealedTextField(_("a line"), max_length=500)

    class Meta:
        constraints = [
            Words(name="progress_words_rows"),
            SameSet("progress", name="progress_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="progress_words_by")]

    def __str__(self) -> str:
        return f"words of progress {self.progress_id}"
