from django.db import models

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, SetFact
from organisations.models import TenantModel
from sets.models.rights import RUNNING


class _PunctualityRows(SetFact):
    """Read in the circle, noted by whoever runs the set."""

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {IN_CIRCLE} AND {RUNNING}"


class Punctuality(TenantModel):
    """That a member came late or left early: noted only where the set's own rules want it, and for the set alone."""

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    late_at = models.DateTimeField(null=True)
    left_early_at = models.DateTimeField(null=True)
    """When each was noted, not by how much."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="punctuality_once"),
            _PunctualityRows(name="punctuality_rows", update=("late_at", "left_early_at")),
            SameSet("session", name="punctuality_session_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.session_id}"
