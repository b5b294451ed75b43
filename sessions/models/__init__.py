from sessions.models.attendance import Answer, Attendance, Mark
from sessions.models.bid import Bid
from sessions.models.challenge import Challenge
from sessions.models.session import (
    CancelReason,
    MoveReason,
    Session,
    SessionMove,
    SessionState,
)
from sessions.models.words import ChallengeWords, JoiningWords

__all__ = [
    "Answer",
    "Attendance",
    "Bid",
    "CancelReason",
    "Challenge",
    "ChallengeWords",
    "JoiningWords",
    "Mark",
    "MoveReason",
    "Session",
    "SessionMove",
    "SessionState",
]
