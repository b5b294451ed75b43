from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django_stubs_ext import WithAnnotations

from sets.models import Agreement, GroundRules, GroundRulesWords, LearningSet, SetMembership


def current_rules(learning_set: LearningSet, *, reader: int) -> GroundRules | None:
    """The newest version, and whether `reader` agreed to it."""
    return (
        GroundRules.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(reader_agreed=Exists(Agreement.objects.filter(rules=OuterRef("pk"), person=reader)))
        .order_by("-number")
        .first()
    )


def rules_words(rules: GroundRules) -> GroundRulesWords | None:
    return GroundRulesWords.objects.filter(rules=rules).first()


def versions_of(learning_set: LearningSet) -> QuerySet[WithAnnotations[GroundRules]]:
    """All versions, newest first, each with how many agreed to it."""
    agreements = Agreement.objects.filter(rules=OuterRef("pk")).order_by().values("rules")
    return (
        GroundRules.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(agreed=Subquery(agreements.annotate(n=Count("pk")).values("n")))
        .order_by("-number")
    )


def words_of_versions(learning_set: LearningSet, numbers: Iterable[int]) -> dict[int, GroundRulesWords]:
    """The words of these versions, by their number."""
    found = GroundRulesWords.objects.filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, rules__number__in=list(numbers)
    )
    return {words.number: words for words in found.annotate(number=F("rules__number"))}


def agreed_people(rules: GroundRules) -> dict[int, datetime]:
    """Who agreed to this version, and when, by person."""
    return dict(Agreement.objects.filter(rules=rules).values_list("person_id", "agreed_at"))


def not_agreed(learning_set: LearningSet, *, before: datetime) -> list[int]:
    """Members who have had the newest version since `before` and not agreed to it."""
    newest = (
        GroundRules.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .order_by("-number")
        .values("pk")[:1]
    )
    rules = GroundRules.objects.filter(pk=Subquery(newest), written_at__lte=before)
    agreed = Agreement.objects.filter(rules=Subquery(newest), person=OuterRef("person"))
    seats = SetMembership.objects.members().filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, started_at__lte=before, ended_at=None
    )
    return list(seats.filter(Exists(rules), ~Exists(agreed)).values_list("person", flat=True))


def with_rules_to_agree(
    sets: QuerySet[WithAnnotations[LearningSet]], reader: int
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each told whether its newest ground rules wait for `reader`."""
    newest = GroundRules.objects.filter(learning_set=OuterRef("learning_set")).order_by("-number").values("pk")[:1]
    agreed = Agreement.objects.filter(rules=OuterRef("pk"), person=reader)
    waiting = GroundRules.objects.filter(~Exists(agreed), learning_set=OuterRef("pk"), pk=Subquery(newest))
    return sets.annotate(rules_wait=Exists(waiting))
