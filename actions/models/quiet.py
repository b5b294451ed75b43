from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import OwnFact
from organisations.models import TenantModel


class Quiet(TenantModel):
    """That its owner does not want to be asked about an action: until a day, or for good. Nobody else learns of it."""

    action = TenantKey("actions.Action")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    until = models.DateField(null=True)
    """The day on which it may be asked about again; none for good."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "action", "person"], name="quiet_once"),
            OwnFact(name="quiet_rows", doors=("true",)),
            SameOrganisation("action", name="quiet_action_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="quiet_until")]

    def __str__(self) -> str:
        return f"quiet about {self.action_id}"
