from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, MINE, OwnFact
from organisations.models import TenantModel


class _ReflectionRows(OwnFact):
    """Its words hang on it, so it is paired with its set."""

    pair = ("organisation_id", "learning_set_id")


class Reflection(TenantModel):
    """What somebody took from a set, for their own learning record: that there is one. Theirs alone."""

    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set", "person"], name="reflection_once"),
            _ReflectionRows(
                name="reflection_rows", insert=f"{HERE} AND {MINE} AND {IN_CIRCLE}", update=("written_at",)
            ),
            SameOrganisation("learning_set", name="reflection_set_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"reflection of {self.person_id}"
