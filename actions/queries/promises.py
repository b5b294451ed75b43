"""What people said they would do, and how it goes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from actions.models import Action, ActionState, ActionWords, Progress, ProgressState, ProgressWords
from organisations.models import Membership
from sets.models import LearningSet, SetMembership

# PostgreSQL puts what has no date last; here that is what is still open, and comes first.
_OPEN_FIRST = (F("action__done_at").asc(nulls_first=True), F("action__let_go_at").asc(nulls_first=True))


@dataclass(frozen=True)
class Promise:
    """An action as its owner and their set see it: the fact, its words, its latest news."""

    action: Action
    words: ActionWords
    state: str
    line: str
    news: int | None
    """The number of its latest news."""
    news_at: datetime | None

    @property
    def mark(self) -> str:
        """`done`, `stuck` or `open`, as the dot beside it shows."""
        if self.action.done_at:
            return "done"
        return "stuck" if self.state == ProgressState.STUCK else "open"

    @property
    def is_open(self) -> bool:
        return self.action.state is ActionState.OPEN

    @property
    def standing(self) -> str:
        return str(ProgressState(self.state).label) if self.state else ""

    def is_overdue(self, today: date) -> bool:
        return self.is_open and self.action.due_on is not None and self.action.due_on < today


def own_promises(membership: Membership, *, upto: int = 50, pk: int | None = None) -> list[Promise]:
    """What I said I would do in this organisation: open first, the soonest due first; or `pk` alone."""
    return _promises(
        ActionWords.objects.filter(
            *([Q(action=pk)] if pk is not None else []),
            organisation=membership.organisation,
            author=membership.person_id,
            learning_set__in=_current_sets(membership),
        ).order_by(*_OPEN_FIRST, "action__due_on", "pk")[:upto]
    )


def _current_sets(membership: Membership) -> QuerySet[SetMembership, Any]:
    """Sets that one is in now and that take progress: what was left or closed is for one's own record."""
    own = SetMembership.objects.current().filter(person=membership.person_id, learning_set__words_erased_at=None)
    return own.values("learning_set")


def promises_of_set(learning_set: LearningSet) -> list[Promise]:
    """What people of this set said they would do, as far as the reader's circle shows it."""
    return _promises(
        ActionWords.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set).order_by(
            *_OPEN_FIRST, "action__due_on", "pk"
        )[:50]
    )


def _promises(words: QuerySet[ActionWords]) -> list[Promise]:
    """Two queries, however many: facts come along with their words, then the latest lines."""
    newest = Progress.objects.filter(action=OuterRef("action"), undone_at=None).order_by("-reported_at", "-pk")
    found = list(
        words.select_related("action").annotate(
            newest=Subquery(newest.values("pk")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            newest_at=Subquery(newest.values("reported_at")[:1]),
        )
    )
    lines = {
        each.progress_id: each.line
        for each in ProgressWords.objects.filter(progress__in=[each.newest for each in found if each.newest])
    }
    return [
        Promise(
            each.action,
            each,
            each.newest_state or "",
            lines.get(each.newest, ""),
            each.newest,
            each.newest_at,
        )
        for each in found
    ]


def own_action_for(membership: Membership, pk: int) -> Action:
    found = Action.objects.filter(
        organisation=membership.organisation_id,
        person=membership.person_id,
        learning_set__in=_current_sets(membership),
        pk=pk,
    ).first()
    if found is None:
        raise Http404
    return found
