from sessions.models.attendance import Answer, Attendance, Mark
from sessions.models.bid import Bid
from sessions.models.challenge import Challenge
from sessions.models.feed import CalendarChoice, Feed
from sessions.models.helpful_question import HelpfulQuestion
from sessions.models.poll import Availability, Poll, PollReply, PollState, Slot, SlotAnswer
from sessions.models.process_note import ProcessNote
from sessions.models.punctuality import Punctuality
from sessions.models.reminder import Reminder
from sessions.models.series import LIST, POLL, RHYTHMS, Series
from sessions.models.session import CancelReason, MoveReason, Session, SessionMove, SessionState, Settled
from sessions.models.words import (
    AttendanceWords,
    CancelWords,
    ChallengeEndWords,
    ChallengeWords,
    HelpfulQuestionWords,
    JoiningWords,
    MoveWords,
    ProcessNoteWords,
    ReminderWords,
)
from sessions.models.zone_rules import ZoneRules

__all__ = [
    "Answer",
    "Attendance",
    "AttendanceWords",
    "Availability",
    "Bid",
    "CalendarChoice",
    "CancelReason",
    "CancelWords",
    "Challenge",
    "ChallengeEndWords",
    "ChallengeWords",
    "Feed",
    "HelpfulQuestion",
    "HelpfulQuestionWords",
    "JoiningWords",
    "LIST",
    "Mark",
    "MoveReason",
    "MoveWords",
    "POLL",
    "Poll",
    "PollReply",
    "PollState",
    "ProcessNote",
    "ProcessNoteWords",
    "Punctuality",
    "RHYTHMS",
    "Reminder",
    "ReminderWords",
    "Series",
    "Session",
    "SessionMove",
    "SessionState",
    "Settled",
    "Slot",
    "SlotAnswer",
    "ZoneRules",
]
