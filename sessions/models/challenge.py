from datetime import datetime

from django.db import models
from django.urls import reverse

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import SetFact
from organisations.models import TenantModel


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def open(self) -> "ChallengeQuerySet":
        return self.filter(resolved_at=None, parked_at=None)


class Challenge(TenantModel):
    """That a member works on something, since when; what it is, is words."""

    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    """Put aside, and perhaps taken up again."""

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(resolved_at=None) | models.Q(parked_at=None), name="challenge_resolved_or_parked"
            ),
            SetFact(name="challenge_rows"),
            SameOrganisation("learning_set", name="challenge_set_here"),
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="challenge_of_person")]

    def __str__(self) -> str:
        return f"challenge {self.pk}"

    @property
    def ended_at(self) -> datetime | None:
        return self.resolved_at or self.parked_at

    def get_absolute_url(self) -> str:
        return reverse("pages:challenge", args=[self.organisation.slug, self.learning_set.slug, self.pk])
