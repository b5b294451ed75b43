"""With what a session opens: what was promised, what happened since the last one, and what nobody has heard of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from actions.models import Action, ActionState, ActionWords, Progress, ProgressState, ProgressWords
from actions.queries.circles import is_read_by
from sets.models import LearningSet


@dataclass(frozen=True)
class Opened:
    """One action, in one line; without words for whoever does not read it."""

    action: Action
    words: ActionWords | None
    state: str
    line: str
    is_heard_of: bool
    """Whether there was news since the last session."""

    @property
    def mark(self) -> str:
        if self.action.state is not ActionState.OPEN:
            return "done" if self.action.done_at else "none"
        return "stuck" if self.state == ProgressState.STUCK else "open"

    @property
    def standing(self) -> str:
        return str(ProgressState(self.state).label) if self.state else ""


def opening_of(
    learning_set: LearningSet, *, people: Collection[int], reader: int, since: datetime | None
) -> list[Opened]:
    """What these people have open, or closed since; by their latest news. Three statements, however many."""
    newest = Progress.objects.filter(action=OuterRef("pk"), undone_at=None).order_by("-reported_at", "-pk")
    in_time = Q(done_at__gt=since) | Q(let_go_at__gt=since) if since else Q(pk__isnull=False)
    found: list[Any] = list(
        Action.objects.filter(
            Q(done_at=None, let_go_at=None) | in_time,
            organisation=learning_set.organisation_id,
            learning_set=learning_set,
            person__in=people,
        )
        .annotate(
            newest=Subquery(newest.values("pk")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            newest_at=Subquery(newest.values("reported_at")[:1]),
        )
        .order_by("decided_at", "position", "pk")
    )
    here = {"organisation": learning_set.organisation_id, "learning_set": learning_set}
    words = {
        each.action_id: each
        for each in ActionWords.objects.filter(is_read_by(reader), **here, action__in=[each.pk for each in found])
    }
    lines = {
        each.progress_id: each.line
        for each in ProgressWords.objects.filter(
            is_read_by(reader), **here, progress__in=[each.newest for each in found if each.newest]
        )
    }
    return [
        Opened(
            each,
            words.get(each.pk),
            each.newest_state or "",
            lines.get(each.newest, ""),
            each.state is not ActionState.OPEN
            or (each.newest_at is not None and (since is None or each.newest_at > since)),
        )
        for each in found
    ]
