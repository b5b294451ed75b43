from datetime import datetime

from sessions.models import Session, SessionState
from sets.policies import Seat, may_write


def may_plan(seat: Seat) -> bool:
    return seat.runs and seat.learning_set.closed_at is None


def may_change(seat: Seat, session: Session) -> bool:
    return seat.runs and session.state is SessionState.PLANNED


def may_answer(seat: Seat, session: Session, *, now: datetime) -> bool:
    return may_write(seat) and session.state is SessionState.PLANNED and now < session.ends_at


def may_mark(seat: Seat, session: Session, *, now: datetime) -> bool:
    return seat.runs and session.state is not SessionState.CANCELLED and session.starts_at <= now


def may_say_they_were_there(seat: Seat, session: Session) -> bool:
    """Of oneself; whether there is a mark to answer the operation says."""
    return seat.in_circle and session.state is not SessionState.CANCELLED


def may_say(seat: Seat) -> bool:
    """Puts a note beside an answer or a reason: words of the circle, so only after agreeing to its rules."""
    return may_write(seat) and not seat.must_agree


def may_note(seat: Seat) -> bool:
    """For themselves, how a session went: whoever runs the set. Nobody else is to read it, so no rules come first."""
    return seat.runs


def may_bring_back(seat: Seat, session: Session, *, now: datetime) -> bool:
    return (
        seat.runs
        and seat.learning_set.closed_at is None
        and session.state is SessionState.CANCELLED
        and now < session.starts_at
    )
