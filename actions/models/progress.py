from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import OwnSetFact
from organisations.models import TenantModel

UNDO_WITHIN = timedelta(hours=24)
"""How long an answer can be taken back."""


class ProgressState(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    STUCK = "stuck", _("Stuck")
    DONE = "done", _("Done")


class ProgressWay(models.TextChoices):
    PAGE = "page", _("signed in")
    MAIL = "mail", _("from a mail")


class Progress(TenantModel):
    """One answer to “how does it go?”, and when; the line beside it is words."""

    learning_set = TenantKey("sets.LearningSet")
    action = TenantKey("actions.Action")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=ProgressState.choices)
    reported_at = models.DateTimeField()
    way = models.CharField(max_length=4, choices=ProgressWay.choices, default=ProgressWay.PAGE)
    """A mail can be passed on: its owner is told where an answer came from its link."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            OwnSetFact(name="progress_rows", update=("undone_at",)),
            SameSet("action", name="progress_action_here", on_delete="CASCADE"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "action", "-reported_at"],
                name="progress_latest",
            )
        ]

    def __str__(self) -> str:
        return f"progress {self.pk}"
