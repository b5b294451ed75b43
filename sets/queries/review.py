from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from sets.models import GroundRules, RuleScore


@dataclass(frozen=True)
class LineScores:
    """How many scored a line of the ground rules; on average what, from three on."""

    line: int
    average: Decimal | None
    scores: int


def own_scores(rules: GroundRules, *, reader: int) -> dict[int, int]:
    """What `reader` said of each line of this version."""
    return dict(
        RuleScore.objects.filter(organisation=rules.organisation_id, rules=rules, person=reader).values_list(
            "line", "score"
        )
    )


def rule_averages(rules: GroundRules) -> list[LineScores]:
    """What all said, for whoever runs the set: lowest first, and nothing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT line, average, scores FROM rule_averages(%s) ORDER BY average, line", [rules.pk])
        return [LineScores(*row) for row in cursor.fetchall()]
