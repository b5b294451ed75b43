from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, MINE, OwnFact, SetFact
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


class RuleScore(TenantModel):
    """How well one line of a version holds, 1 (not yet) to 3 (it holds), as one person says half-way. Theirs alone."""

    learning_set = TenantKey("sets.LearningSet")
    rules = TenantKey("sets.GroundRules")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    line = models.PositiveSmallIntegerField()
    """Counted over all heads in their order, from 0."""
    score = models.PositiveSmallIntegerField()
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "rules", "person", "line"], name="rule_score_once"),
            models.CheckConstraint(condition=models.Q(score__range=(1, 3)), name="rule_score_one_to_three"),
            OwnFact(
                name="rule_score_rows",
                insert=f"{HERE} AND {MINE} AND {IN_CIRCLE}",
                update=("score", "scored_at"),
                delete=False,
            ),
            SameSet("rules", name="rule_score_rules_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"score of line {self.line}"
