"""“I was there”: what a member answers to their mark, until whoever runs the set settles it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.models import Membership
from sessions import queries
from sessions.models import Attendance, Mark, Session

TOLD_AFTER = timedelta(minutes=1)
"""Whoever takes it back at once has told nobody."""


@transaction.atomic
def dispute_mark(session: Session, *, by: Membership, at: datetime) -> bool:
    """“I was there”, said of one's own mark and by oneself alone; False where the mark does not say otherwise, or was answered.

    One statement, so that it holds for the mark that stands when it is said: a correction at the same moment is not undone.
    """
    own = Attendance.objects.filter(session=session, person=by.person_id)
    if own.filter(disputed_at=None, mark__in=Mark.away()).update(disputed_at=at) != 1:
        return False
    record("attendance.disputed", session, by=by, at=at, learning_set=session.learning_set_id, number=session.number)
    mark = own.get()
    notify_many(
        Notice.waiting(
            kind="attendance_disputed",
            subject=f"attendance:{mark.pk}",
            occasion=mark.marked_at.isoformat() if mark.marked_at else "",  # once about each mark
            due_at=at + TOLD_AFTER,
            organisation=session.organisation_id,
            person=person,
        )
        for person in queries.who_runs(session.learning_set)
        if person != by.person_id
    )
    return True


@transaction.atomic
def take_dispute_back(session: Session, *, by: Membership, at: datetime) -> bool:
    """As long as nobody has settled it."""
    own = Attendance.objects.filter(session=session, person=by.person_id)
    if own.disputed().update(disputed_at=None) != 1:
        return False
    record("attendance.accepted", session, by=by, at=at, learning_set=session.learning_set_id, number=session.number)
    return True


@transaction.atomic
def settle_mark(session: Session, person: int, *, by: Membership, at: datetime) -> bool:
    """Somebody who runs the set has looked at it, and the mark stays."""
    if not settle_open(session, [person], at=at):
        return False
    record("attendance.settled", session, by=by, at=at, learning_set=session.learning_set_id, number=session.number)
    return True


def settle_open(session: Session, people: Collection[int], *, at: datetime) -> int:
    """What these said of their marks is settled; how many had said something."""
    return Attendance.objects.disputed().filter(session=session, person__in=people).update(settled_at=at)
