"""How actions go."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import (
    UNDO_WITHIN,
    Action,
    ActionState,
    ActionWords,
    Progress,
    ProgressState,
    ProgressWay,
    ProgressWords,
)
from actions.operations.half_way import settle_half_ways
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Circle
from sets.operations import held


class AlreadyClosed(Refused):
    """It was done or let go by then, or its owner has left the set; nothing is saved."""


@transaction.atomic
def report_progress(
    action: Action, *, state: str, line: str, by: Membership, at: datetime, way: str = ProgressWay.PAGE
) -> Progress:
    """“On track”, “stuck” or “done”, and a line for whoever reads the action.

    The same answer sent twice within a minute is one answer, and so is “done” said again. Raise AlreadyClosed where it
    was closed meanwhile.
    """
    still_theirs = Action.objects.select_for_update(of=("self",)).filter(pk=action.pk).first()
    if still_theirs is None:
        raise AlreadyClosed(_("You have left this set meanwhile, so nothing was changed."))
    action = still_theirs
    newest = Progress.objects.filter(action=action, undone_at=None).order_by("-reported_at", "-pk").first()
    is_again = newest and newest.state == state and at - newest.reported_at < timedelta(minutes=1)
    # Taken up again within that minute, it can be done once more.
    stands = state != ProgressState.DONE or action.state is ActionState.DONE
    if newest and is_again and stands and _line_of(newest) == line:
        return newest
    if action.state is ActionState.DONE:
        if newest and newest.state == state == ProgressState.DONE and not line:
            return newest
        raise AlreadyClosed(_("This action is done already, so nothing was changed."))
    if action.state is ActionState.LET_GO:
        raise AlreadyClosed(_("You have let this action go, so nothing was changed. You can take it up again."))
    progress = Progress.objects.create(
        organisation_id=action.organisation_id,
        learning_set_id=action.learning_set_id,
        action=action,
        person_id=by.person_id,
        state=state,
        reported_at=at,
        way=way,
    )
    if line:
        words = ActionWords.objects.filter(action=action).first()
        ProgressWords.objects.create(
            organisation_id=action.organisation_id,
            progress=progress,
            learning_set_id=action.learning_set_id,
            author_id=by.person_id,
            circle=words.circle if words else Circle.AUTHOR,
            line=line,
        )
    action.last_news_at = at
    action.done_at = at if state == ProgressState.DONE else None
    action.save(update_fields=["last_news_at", "done_at"])
    return progress


def _line_of(progress: Progress) -> str:
    words = ProgressWords.objects.filter(progress=progress).first()
    return words.line if words else ""


@transaction.atomic
def undo_progress(progress: Progress, *, at: datetime) -> bool:
    """Take an answer back within a day, with its line; the one before it stands again."""
    held(progress.learning_set_id)  # dates may move meanwhile
    action = Action.objects.select_for_update(of=("self",)).filter(pk=progress.action_id).first()
    if action is None:  # they left the set meanwhile
        return False
    undone = Progress.objects.filter(pk=progress.pk, undone_at=None, reported_at__gt=at - UNDO_WITHIN).update(
        undone_at=at
    )
    if undone != 1:
        return False
    ProgressWords.objects.filter(progress=progress).delete()
    before = Progress.objects.filter(action=action, undone_at=None).order_by("-reported_at", "-pk").first()
    action.last_news_at = before.reported_at if before else None
    is_open_again = action.done_at == progress.reported_at  # else it was taken up again since, or let go
    if is_open_again:
        action.done_at = None
    action.save(update_fields=["last_news_at", "done_at"])
    if is_open_again:
        settle_half_ways(action.learning_set_id)  # dates may have changed while it was closed
    return True
