from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.references import SameSet
from alsweb.lib.tenancy.rows import AUTHOR, HERE, Words
from sets.models.words import WordsModel, on_ones_own

_ADDRESSEE = "addressee_id = (SELECT current_person())"


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
            Words(name="plan_words_rows", insert=on_ones_own("plan_id", "actions_actionplan")),
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
    how_known = SealedTextField(_("how I will know"), max_length=300)
    help_wanted = SealedTextField(_("what help I want"), max_length=300)
    expected = SealedTextField(_("what I expect"), max_length=300)
    """Where it says something, the action is a try-out."""

    class Meta:
        constraints = [
            Words(name="action_words_rows", insert=on_ones_own("action_id", "actions_action")),
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
            Words(name="progress_words_rows", insert=on_ones_own("progress_id", "actions_progress")),
            SameSet("progress", name="progress_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="progress_words_by")]

    def __str__(self) -> str:
        return f"words of progress {self.progress_id}"


class ActionOutcomeWords(WordsModel):
    """What happened, what its owner learned and, of a try-out, what they make of the difference."""

    action = models.OneToOneField(
        "actions.Action",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    happened = SealedTextField(_("what happened"), max_length=1000)
    learned = SealedTextField(_("what I learned"), max_length=1000)
    difference = SealedTextField(_("what I make of the difference"), max_length=1000)

    class Meta:
        constraints = [
            Words(name="action_outcome_words_rows", insert=on_ones_own("action_id", "actions_action")),
            SameSet("action", name="action_outcome_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="action_outcome_words_by")]

    def __str__(self) -> str:
        return f"outcome of action {self.action_id}"


class ActionChangeWords(WordsModel):
    """How an action was worded before it was changed."""

    change = models.OneToOneField(
        "actions.ActionChange",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    what = SealedTextField(_("what I would do"), max_length=300)
    first_step = SealedTextField(_("the first step"), max_length=300)
    how_known = SealedTextField(_("how I would know"), max_length=300)
    help_wanted = SealedTextField(_("what help I wanted"), max_length=300)
    expected = SealedTextField(_("what I expected"), max_length=300)

    class Meta:
        constraints = [
            Words(
                name="action_change_words_rows",
                insert=on_ones_own("change_id", "actions_actionchange"),
                update=("circle",),
            ),
            SameSet("change", name="action_change_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="action_change_words_by")]

    def __str__(self) -> str:
        return f"words before change {self.change_id}"


class EncouragementWords(WordsModel):
    """A kind line or one question; its addressee is whose action it is, who may narrow who reads it."""

    encouragement = models.OneToOneField(
        "actions.Encouragement",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    line = SealedTextField(_("a line"), max_length=300)

    class Meta:
        constraints = [
            Words(
                name="encouragement_words_rows",
                insert=on_ones_own("encouragement_id", "actions_encouragement"),
                change=f"{HERE} AND ({AUTHOR} OR {_ADDRESSEE})",
                # Narrowed it may be by whom it is said to; who may read more of it, its author alone says.
                check=f"{HERE} AND ({AUTHOR} OR (circle = 'presenter' AND {_ADDRESSEE}))",
                update=("circle",),
            ),
            SameSet("encouragement", name="encouragement_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="encouragement_words_by")]

    def __str__(self) -> str:
        return f"words of encouragement {self.encouragement_id}"
