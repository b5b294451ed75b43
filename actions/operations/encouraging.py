"""What others of the set say to how an action goes: a kind line, or one question. Its owner answers nothing."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import ActionWords, Encouragement, EncouragementWords, Progress
from notifications.outbox import notify
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Circle

TOLD_AFTER = timedelta(hours=1)
"""What is taken back by then is not told, and who comes after it is told along."""


class AnsweredAlready(Refused):
    """Once for each piece of news; nothing is saved."""


@transaction.atomic
def encourage(progress: Progress, *, kind: str, line: str, by: Membership, at: datetime) -> Encouragement:
    """Say a line to somebody's news, for whoever reads the action. The same line sent twice is one.

    Raise Refused where the news was taken back meanwhile or the action is its owner's alone, AnsweredAlready for
    another line.
    """
    said, is_new = Encouragement.objects.get_or_create(
        organisation_id=progress.organisation_id,
        progress=progress,
        person_id=by.person_id,
        defaults={
            "learning_set_id": progress.learning_set_id,
            "action_id": progress.action_id,
            "kind": kind,
            "said_at": at,
        },
    )
    # Its references wait for whoever takes the news back or narrows the readers just now, and make the next one wait: what
    # is read from here on stands until the line does. Nobody but its owner may lock an action.
    stands = Progress.objects.filter(pk=progress.pk, undone_at=None).exists()
    action = ActionWords.objects.filter(action=progress.action_id, author=progress.person_id).first()
    if not stands or action is None or action.circle == Circle.AUTHOR:
        raise Refused(_("This was taken back meanwhile, so there is nothing to answer."))
    if not is_new:
        words = EncouragementWords.objects.filter(encouragement=said).first()
        if said.kind == kind and words is not None and words.line == line:
            return said
        raise AnsweredAlready(
            _("You have answered this already. Take that back first, if you want to say another line.")
        )
    EncouragementWords.objects.create(
        organisation_id=progress.organisation_id,
        encouragement=said,
        learning_set_id=progress.learning_set_id,
        author_id=by.person_id,
        circle=Circle.SET if action.circle == Circle.SET else Circle.PRESENTER,
        addressee_id=progress.person_id,
        line=line,
    )
    notify(
        kind="encouraged",
        subject=f"action:{progress.action_id}",
        occasion=str(at.date()),
        due_at=at + TOLD_AFTER,
        organisation=progress.organisation_id,
        person=progress.person_id,
    )
    return said


@transaction.atomic
def take_back(progress: Progress, *, by: Membership) -> None:
    """What one said to this news, with its line; it may be said otherwise after that."""
    Encouragement.objects.filter(organisation=progress.organisation_id, progress=progress, person=by.person_id).delete()
