"""News that may be answered, and what was answered."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404

from actions.models import (
    Action,
    ActionWords,
    Encouragement,
    EncouragementKind,
    EncouragementWords,
    Progress,
    ProgressWords,
)
from actions.queries.circles import is_read_by
from organisations.models import Membership
from sets.models import LearningSet, SetMembership


@dataclass(frozen=True)
class Answered:
    """A kind line, or one question, and who said it."""

    encouragement: Encouragement
    name: str
    line: str

    @property
    def is_question(self) -> bool:
        return self.encouragement.kind == EncouragementKind.QUESTION


@dataclass(frozen=True)
class Answerable:
    """Somebody's news as another one of the set reads it."""

    progress: Progress
    words: ActionWords
    line: str
    name: str
    """Whose news it is."""


def news_to_answer(membership: Membership, pk: int) -> Answerable:
    """News of somebody else of a set that this member is in, of an action that they read: 404 for all other."""
    person = membership.person_id
    seats = SetMembership.objects.current().filter(person=person, learning_set__words_erased_at=None)
    readable = ActionWords.objects.filter(is_read_by(person), action=OuterRef("action"), author=OuterRef("person"))
    found = (
        Progress.objects.filter(
            Exists(readable),
            organisation=membership.organisation_id,
            pk=pk,
            undone_at=None,
            learning_set__in=seats.values("learning_set"),
        )
        .exclude(person=person)
        .select_related("action", "learning_set")
        .annotate(name=Subquery(_name_of("person")))
        .first()
    )
    if found is None:
        raise Http404
    words = ActionWords.objects.get(organisation=found.organisation_id, action=found.action_id)
    said = ProgressWords.objects.filter(is_read_by(person), organisation=found.organisation_id, progress=found).first()
    return Answerable(found, words, said.line if said else "", found.name)


def set_of_news(membership: Membership, pk: int) -> LearningSet:
    """Where somebody else said this, of the sets that this member is in, also where they read it no more: 404 for all other."""
    seats = SetMembership.objects.current().filter(person=membership.person_id, learning_set__words_erased_at=None)
    news = Progress.objects.filter(organisation=membership.organisation_id, pk=pk).exclude(person=membership.person_id)
    own = LearningSet.objects.filter(organisation=membership.organisation_id, pk__in=seats.values("learning_set"))
    found = own.filter(pk__in=news.values("learning_set")).first()
    if found is None:
        raise Http404
    return found


def answers_of_news(progress: int, *, reader: int) -> list[Answered]:
    """What was said to this piece of news and this reader reads, oldest first, in one statement."""
    return _answered(EncouragementWords.objects.filter(is_read_by(reader), encouragement__progress=progress))


def answers_of_action(action: Action, *, reader: int) -> defaultdict[int, list[Answered]]:
    """The same for all its news, by the number of each; also in one statement."""
    told: defaultdict[int, list[Answered]] = defaultdict(list)
    words = EncouragementWords.objects.filter(is_read_by(reader), organisation=action.organisation_id)
    for each in _answered(words.filter(encouragement__progress__action=action)):
        told[each.encouragement.progress_id].append(each)
    return told


def _answered(words: QuerySet[EncouragementWords]) -> list[Answered]:
    found: Any = words.select_related("encouragement").annotate(name=Subquery(_name_of("author")))
    return [
        Answered(each.encouragement, each.name or "", each.line)
        for each in found.order_by("encouragement__said_at", "pk")
    ]


def _name_of(person: str) -> QuerySet[Any]:
    """The name of whoever a row is of, as the set knows or knew them."""
    seats = SetMembership.objects.filter(learning_set=OuterRef("learning_set"), person=OuterRef(person))
    return seats.order_by("-started_at").values("membership__name")[:1]
