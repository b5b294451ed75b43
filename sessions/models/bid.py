from django.db import models

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import SetFact
from organisations.models import TenantModel


class Bid(TenantModel):
    """A name on the agenda of a session, and whether its owner presented."""

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    challenge = TenantKey("learning_sessions.Challenge", null=True)
    made_at = models.DateTimeField()
    presented_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="bid_once"),
            SetFact(name="bid_rows", doors=("presented_at IS NOT NULL",)),
            SameSet("session", name="bid_session_here", on_delete="CASCADE"),
            SameSet("challenge", name="bid_challenge_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "challenge"], name="bid_of_challenge"),
            models.Index(fields=["presented_at"], condition=models.Q(presented_at__isnull=False), name="bid_presented"),
        ]

    def __str__(self) -> str:
        return f"bid of {self.person_id} for {self.session_id}"
