"""Which rules say when somebody has completed, and whom they judge."""

from collections import defaultdict

from django.http import Http404

from organisations.models import Organisation
from sets.completion import Begun, Dated, Rule
from sets.models import CompletionRule, LearningSet, SetMembership


def completion_rules(organisation: Organisation) -> list[CompletionRule]:
    """All that were ever set and not taken back, the newest first, with programme and who decided."""
    return list(
        CompletionRule.objects.filter(organisation=organisation)
        .select_related("programme", "decided_by")
        .order_by("-valid_from", "programme__name", "pk")
    )


def dated(rule: CompletionRule) -> Dated:
    return Dated(rule.pk, rule.programme_id, rule.valid_from, Rule(rule.attend, rule.sessions))


def completion_rule_for(organisation: Organisation, pk: int) -> CompletionRule:
    found = CompletionRule.objects.filter(organisation=organisation, pk=pk).first()
    if found is None:
        raise Http404
    return found


def begun_sets(organisation: Organisation) -> list[Begun]:
    """Every set that runs or ran, by name; two statements."""
    people: dict[int, set[int]] = defaultdict(set)
    seats = SetMembership.objects.members().filter(organisation=organisation, started_at__isnull=False)
    for learning_set, person in seats.values_list("learning_set", "person"):
        people[learning_set].add(person)
    sets = LearningSet.objects.filter(organisation=organisation).exclude(running_at=None).order_by("name", "pk")
    return [
        Begun(name, programme, running_at, frozenset(people[pk]))
        for pk, name, programme, running_at in sets.values_list("pk", "name", "programme", "running_at")
        if running_at
    ]
