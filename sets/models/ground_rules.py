from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, SameSet, TenantKey
from alsweb.lib.tenancy.rows import SetFact
from organisations.models import TenantModel


class GroundRules(TenantModel):
    """One version of a set's ground rules: who wrote it and when. Its text is words."""

    learning_set = TenantKey("sets.LearningSet")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learning_set", "number"],
                name="ground_rules_version",
            ),
            SetFact(name="ground_rules_rows", update=()),
            SameOrganisation("learning_set", name="ground_rules_set_here"),
        ]

    def __str__(self) -> str:
        return f"ground rules v{self.number}"


class Agreement(TenantModel):
    """A member's “I agree” to one version."""

    learning_set = TenantKey("sets.LearningSet")
    rules = TenantKey("sets.GroundRules")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "rules", "person"], name="agreement_once"),
            SetFact(name="agreement_rows", update=()),
            SameSet("rules", name="agreement_rules_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} agrees to {self.rules_id}"
