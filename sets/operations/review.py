"""Half-way: how well each line of the ground rules holds, as each member sees it."""

from collections.abc import Mapping
from datetime import datetime

from organisations.models import Membership
from sets.models import GroundRules, RuleScore


def score_rules(rules: GroundRules, scores: Mapping[int, int], *, by: Membership, at: datetime) -> None:
    """Score lines of this version, by their number; what one said before changes, and a line left out stays."""
    RuleScore.objects.bulk_create(
        [
            RuleScore(
                organisation_id=rules.organisation_id,
                learning_set_id=rules.learning_set_id,
                rules=rules,
                person_id=by.person_id,
                line=line,
                score=score,
                scored_at=at,
            )
            for line, score in scores.items()
        ],
        update_conflicts=True,
        unique_fields=["organisation", "rules", "person", "line"],
        update_fields=["score", "scored_at"],
    )
