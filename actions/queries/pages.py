"""One action with everything that was said of it, as far as its reader may know it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import Http404

from actions.models import (
    Action,
    ActionChange,
    ActionChangeWords,
    ActionOutcomeWords,
    ActionState,
    ActionWords,
    Progress,
    ProgressWords,
)
from actions.queries.along import with_words, words_along
from actions.queries.circles import is_read_by
from actions.queries.encouraging import Answered, answers_of_action
from actions.texts import WORDING, texts_of
from organisations.models import Membership
from sets.models import SetMembership

MOST_TOLD = 50
"""News or changes that the page of an action shows: what is older nobody looks up there."""


@dataclass(frozen=True)
class Told:
    """One action: facts for the set, words for their circle."""

    action: Action
    words: ActionWords | None
    circle: str
    outcome: ActionOutcomeWords | None

    @property
    def is_closed(self) -> bool:
        return self.action.state is not ActionState.OPEN

    @property
    def is_tryout(self) -> bool:
        return bool(self.words and self.words.expected)


@dataclass(frozen=True)
class News:
    progress: Progress
    words: ProgressWords | None
    answers: list[Answered]


@dataclass(frozen=True)
class Change:
    change: ActionChange
    words: ActionChangeWords | None
    """How it was worded before."""

    @property
    def words_beside(self) -> list[str]:
        """What stood beside what it was."""
        return [text for name in WORDING[1:] if (text := texts_of(self.words, WORDING)[name])]


def action_for(membership: Membership, pk: int) -> Told:
    """An action of a set that this member is in, in one statement: 404 for everybody else, and of any other."""
    reader = membership.person_id
    seats = SetMembership.objects.current().filter(person=reader, learning_set__words_erased_at=None)
    actions: Any = Action.objects.filter(
        organisation=membership.organisation_id, pk=pk, learning_set__in=seats.values("learning_set")
    ).select_related("learning_set", "plan__session")
    words = ActionWords.objects.filter(is_read_by(reader), action=OuterRef("pk"), author=OuterRef("person"))
    actions = actions.annotate(circle=Subquery(words.values("circle")[:1]))
    for model in (ActionWords, ActionOutcomeWords):
        actions = with_words(actions, model, on="action", read_by=is_read_by(reader))
    found = actions.first()
    if found is None:
        raise Http404
    return Told(found, words_along(found, ActionWords), found.circle or "", words_along(found, ActionOutcomeWords))


def news_of(action: Action, *, reader: int) -> list[News]:
    """How it went and what was answered, newest first, without what was taken back."""
    rows = Progress.objects.filter(organisation=action.organisation_id, action=action, undone_at=None)
    rows = with_words(rows.order_by("-reported_at", "-pk"), ProgressWords, on="progress", read_by=is_read_by(reader))
    answers = answers_of_action(action, reader=reader)
    return [News(each, words_along(each, ProgressWords), answers[each.pk]) for each in rows[:MOST_TOLD]]


def changes_of(action: Action, *, reader: int) -> list[Change]:
    """What became of it beside its news, newest first."""
    rows = ActionChange.objects.filter(organisation=action.organisation_id, action=action)
    rows = with_words(rows.order_by("-changed_at", "-pk"), ActionChangeWords, on="change", read_by=is_read_by(reader))
    return [Change(each, words_along(each, ActionChangeWords)) for each in rows[:MOST_TOLD]]
