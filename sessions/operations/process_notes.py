"""What whoever runs a set notes for themselves about how a session went."""

from datetime import datetime

from django.utils.translation import gettext as _

from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import ProcessNoteWords, Session
from sets.operations.for_oneself import keep_for_oneself


def write_process_note(session: Session, text: str, *, based_on: datetime | None, by: Membership, at: datetime) -> None:
    """Raise Refused where the set is closed, or one wrote it elsewhere after `based_on` (None for no note)."""
    if session.learning_set.closed_at:
        raise Refused(_("This set is closed: what you noted stays until it is erased, and nothing is added."))
    about = {"learning_set_id": session.learning_set_id, "session": session}
    keep_for_oneself(ProcessNoteWords, text, about=about, based_on=based_on, by=by, at=at)
