"""The only door to sessions for views."""

from sessions.queries.attendance import circle_at, circle_people
from sessions.queries.challenges import bids_for, challenge_words, challenges_of, own_challenge
from sessions.queries.sessions import (
    first_meeting_of,
    held_in,
    joining_words,
    next_dates,
    session_for,
    sessions_of,
    upcoming_of,
    with_held,
)

__all__ = [
    "bids_for",
    "challenge_words",
    "challenges_of",
    "circle_at",
    "circle_people",
    "first_meeting_of",
    "held_in",
    "joining_words",
    "next_dates",
    "own_challenge",
    "session_for",
    "sessions_of",
    "upcoming_of",
    "with_held",
]
