"""News that may be answered, and what was answered."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.http import Http404

from actions.models import ActionWords, Encouragement, EncouragementKind, EncouragementWords, Progress, ProgressWords
from actions.queries.circles import is_read_by
from organisations.models import Membership
from sets.models import SetMembership


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
        .first()
    )
    if found is None:
        raise Http404
    words = ActionWords.objects.get(organisation=found.organisation_id, action=found.action_id)
    said = ProgressWords.objects.filter(is_read_by(person), organisation=found.organisation_id, progress=found).first()
    return Answerable(found, words, said.line if said else "")


def answers_of_news(progress: int, *, reader: int) -> list[Answered]:
    """What was said to this piece of news and this reader reads, oldest first, in one statement."""
    name = SetMembership.objects.filter(learning_set=OuterRef("learning_set"), person=OuterRef("author"))
    found: Any = (
        EncouragementWords.objects.filter(is_read_by(reader), encouragement__progress=progress)
        .select_related("encouragement")
        .annotate(name=Subquery(name.order_by("-started_at").values("membership__name")[:1]))
        .order_by("encouragement__said_at", "pk")
    )
    return [Answered(each.encouragement, each.name or "", each.line) for each in found]
