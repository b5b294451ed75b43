"""The reminder of a session: when it goes out, and what whoever runs the set made of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from organisations.models import Membership
from sessions.models import Reminder, ReminderWords, Session, SessionMove, SessionState
from sets.models import Rule
from sets.queries import rules_of


@dataclass(frozen=True)
class Line:
    """The one line of words that goes out by mail, and whose it is."""

    note: str
    who: str


@dataclass(frozen=True)
class Outgoing:
    """The reminder as it stands."""

    goes_at: datetime
    is_on: bool
    held: bool
    edited: str
    """Which version this is; empty before the first."""
    line: Line | None

    def may_change(self, session: Session, *, now: datetime) -> bool:
        """Before it goes out; held back, until the session begins."""
        return session.state is SessionState.PLANNED and now < (session.starts_at if self.held else self.goes_at)


def reminder_at(session: Session) -> Outgoing:
    """What was held back for one date is sent for another."""
    setting = rules_of(session.learning_set)[Rule.SESSION_REMINDER]
    moves = SessionMove.objects.that_stand().filter(session=OuterRef("session")).order_by("-moved_at")
    reminders = Reminder.objects.filter(organisation=session.organisation_id, session=session)
    reminder = reminders.annotate(moved_at=Subquery(moves.values("moved_at")[:1])).first()
    held_at, moved_at = (reminder.held_at, reminder.moved_at) if reminder else (None, None)
    return Outgoing(
        session.starts_at - timedelta(days=setting.days),
        setting.is_on,
        held_at is not None and (moved_at is None or held_at >= moved_at),
        reminder.edited_at.isoformat() if reminder else "",
        line_of(session) if reminder else None,
    )


def line_of(session: Session) -> Line | None:
    writers = Membership.objects.filter(organisation=OuterRef("organisation"), person=OuterRef("author"))
    found = ReminderWords.objects.filter(
        organisation=session.organisation_id, learning_set=session.learning_set_id, reminder__session=session
    )
    words = found.annotate(who=Subquery(writers.values("name")[:1])).first()
    return Line(words.note, words.who or "") if words else None
