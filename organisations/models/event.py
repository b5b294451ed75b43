from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import OrganisationFact
from organisations.models.tenant import TenantModel


class Event(TenantModel):
    """Who did what when, for the audit and for a set's access log. Only ever added; carries no words."""

    kind = models.CharField(max_length=60)
    """Dotted past tense, such as `set.founded`."""
    actor = TenantKey("organisations.Membership", null=True)
    subject = models.CharField(max_length=60)
    """Kind and number of the row, such as `session:12`."""
    learning_set_id = models.BigIntegerField(null=True)
    """The set whose access log shows it."""
    change = models.JSONField(default=dict)
    """Roles, dates and choices before and after; never free text."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            OrganisationFact(name="event_rows", update=(), delete=False),
            SameOrganisation("actor", name="event_actor_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-at"], name="event_latest"),
            models.Index(fields=["organisation", "learning_set_id", "-at"], name="event_of_set"),
            models.Index(
                fields=["organisation", "subject"],
                condition=models.Q(kind="membership.roles_changed"),
                name="event_of_roles",
            ),
            models.Index(fields=["organisation", "actor"], name="event_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
