from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django_stubs_ext import WithAnnotations

from sets.models import Agreement, GroundRules, GroundRulesWords, LearningSet


def current_rules(learning_set: LearningSet, *, reader: int) -> GroundRules | None:
    """The newest version, with how many of the circle agreed and whether `reader` did."""
    agreements = Agreement.objects.filter(rules=OuterRef("pk"))
    return (
        GroundRules.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(
            agreed=Subquery(agreements.order_by().values("rules").annotate(n=Count("pk")).values("n")),
            reader_agreed=Exists(agreements.filter(person=reader)),
        )
        .order_by("-number")
        .first()
    )


def rules_words(rules: GroundRules) -> GroundRulesWords | None:
    return GroundRulesWords.objects.filter(rules=rules).first()


def agreed_people(rules: GroundRules) -> dict[int, datetime]:
    """Who agreed to this version, and when, by person."""
    return dict(Agreement.objects.filter(rules=rules).values_list("person_id", "agreed_at"))


def with_rules_to_agree(
    sets: QuerySet[WithAnnotations[LearningSet]], reader: int
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each told whether its newest ground rules wait for `reader`."""
    newest = GroundRules.objects.filter(learning_set=OuterRef("learning_set")).order_by("-number").values("pk")[:1]
    agreed = Agreement.objects.filter(rules=OuterRef("pk"), person=reader)
    waiting = GroundRules.objects.filter(~Exists(agreed), learning_set=OuterRef("pk"), pk=Subquery(newest))
    return sets.annotate(rules_wait=Exists(waiting))
