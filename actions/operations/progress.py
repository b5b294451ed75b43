"""How actions go."""

from datetime import datetime, timedelta

from django.db import transaction

from actions.models import Action, Progress, ProgressState, ProgressWords
from organisations.models import Membership

UNDO_WITHIN = timedelta(hours=24)


@transaction.atomic
def report_progress(action: Action, *, state: str, line: str, by: Membership, at: datetime) -> Progress:
    """“On track”, “stuck” or “done”, and a line. The same answer sent twice within a minute is one answer."""
    action = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    newest = Progress.objects.filter(action=action, undone_at=None).order_by("-reported_at", "-pk").first()
    if newest and newest.state == state and at - newest.reported_at < timedelta(minutes=1) and _line_of(newest) == line:
        return newest
    progress = Progress.objects.create(
        organisation_id=action.organisation_id,
        learning_set_id=action.learning_set_id,
        action=action,
        person_id=by.person_id,
        state=state,
        reported_at=at,
    )
    if line:
        ProgressWords.objects.create(
            organisation_id=action.organisation_id,
            progress=progress,
            learning_set_id=action.learning_set_id,
            author_id=by.person_id,
            line=line,
        )
    _stand_as(action, state, at)
    return progress


def _line_of(progress: Progress) -> str:
    words = ProgressWords.objects.filter(progress=progress).first()
    return words.line if words else ""


def _stand_as(action: Action, state: str, at: datetime | None) -> None:
    action.last_news_at = at
    action.done_at = at if state == ProgressState.DONE else None
    action.save(update_fields=["last_news_at", "done_at"])


@transaction.atomic
def undo_progress(progress: Progress, *, at: datetime) -> bool:
    """Take an answer back within a day, with its line; the one before it stands again."""
    undone = Progress.objects.filter(pk=progress.pk, undone_at=None, reported_at__gt=at - UNDO_WITHIN).update(
        undone_at=at
    )
    if undone != 1:
        return False
    ProgressWords.objects.filter(progress=progress).delete()
    before = Progress.objects.filter(action=progress.action_id, undone_at=None).order_by("-reported_at", "-pk").first()
    _stand_as(
        progress.action,
        before.state if before else "",
        before.reported_at if before else None,
    )
    return True
