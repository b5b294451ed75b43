"""What whoever runs the set makes of the reminder of a session: a line, or holding it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import Reminder, ReminderWords, Session
from sessions.queries.reminders import Outgoing, reminder_at
from sets.models import Circle


class LineMeanwhile(Refused):
    """Somebody else changed the reminder while this line was typed. Nothing is written, and nothing is lost."""

    def __init__(self, newest: Outgoing) -> None:
        super().__init__(_("Somebody changed this reminder while you were writing. Yours is still in the field."))
        self.newest = newest


@transaction.atomic
def change_reminder(
    session: Session, *, note: str, held: bool, based_on: str, by: Membership, at: datetime
) -> Reminder | None:
    """Add this line to the reminder, or none; hold it back, or let it go. The same again changes nothing.

    `based_on` is the version on which it was typed. Raise LineMeanwhile where there is another by now, Refused where
    the reminder is out already.
    """
    # Whoever comes second waits here, and meets what the first wrote.
    Session.objects.select_for_update(no_key=True).get(pk=session.pk)
    stands = reminder_at(session)
    written = stands.line.note if stands.line else ""
    if (note, held) == (written, stands.held):
        return None
    if not stands.may_change(session, now=at):
        raise Refused(_("This reminder is on its way already, or the session has begun."))
    if based_on != stands.edited:
        raise LineMeanwhile(stands)
    reminder, _is_new = Reminder.objects.update_or_create(
        session=session,
        defaults={"edited_by": by, "edited_at": at, "held_at": at if held else None},
        create_defaults={
            "organisation_id": session.organisation_id,
            "learning_set_id": session.learning_set_id,
            "edited_by": by,
            "edited_at": at,
            "held_at": at if held else None,
        },
    )
    if note != written:
        _write_line(reminder, note, by=by)
    return reminder


def _write_line(reminder: Reminder, note: str, *, by: Membership) -> None:
    """Whose line it is, the mail says: another's takes the place of the one before."""
    ReminderWords.objects.filter(reminder=reminder).delete()
    if note:
        ReminderWords.objects.create(
            organisation_id=reminder.organisation_id,
            learning_set_id=reminder.learning_set_id,
            reminder=reminder,
            author_id=by.person_id,
            circle=Circle.SET,
            note=note,
        )
