"""The only door to sessions for views."""

from sessions.queries.attendance import (
    circle_at,
    circle_people,
    own_mark_at,
    own_mark_of,
    who_runs,
    with_marks,
    with_marks_to_look_at,
)
from sessions.queries.calendars import Dated, choice_of, dated, host, sender, takes_invitations, was_invited
from sessions.queries.challenges import bids_for, challenge_words, challenges_of, own_challenge
from sessions.queries.clashes import clashes
from sessions.queries.feeds import dates_in, open_feed, own_feed, own_feeds
from sessions.queries.own import Bench, own_polls, own_seats, own_sessions, workbench
from sessions.queries.places import UsedPlace, used_places
from sessions.queries.planning import Dates, circle_in_zones, dates_of, looks_at
from sessions.queries.polls import (
    answers_to,
    own_answers_to,
    own_reply_to,
    poll_for,
    replies_to,
    silent_in,
    slots_of,
    undecided_poll_of,
    with_polls,
)
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
    "Bench",
    "Dated",
    "Dates",
    "UsedPlace",
    "answers_to",
    "bids_for",
    "challenge_words",
    "challenges_of",
    "choice_of",
    "circle_at",
    "circle_in_zones",
    "circle_people",
    "clashes",
    "dated",
    "dates_in",
    "dates_of",
    "first_meeting_of",
    "held_in",
    "host",
    "joining_words",
    "looks_at",
    "next_dates",
    "open_feed",
    "own_answers_to",
    "own_challenge",
    "own_feed",
    "own_feeds",
    "own_mark_at",
    "own_mark_of",
    "own_polls",
    "own_reply_to",
    "own_seats",
    "own_sessions",
    "poll_for",
    "replies_to",
    "sender",
    "session_for",
    "sessions_of",
    "silent_in",
    "slots_of",
    "takes_invitations",
    "undecided_poll_of",
    "upcoming_of",
    "used_places",
    "was_invited",
    "who_runs",
    "with_held",
    "with_marks",
    "with_marks_to_look_at",
    "with_polls",
    "workbench",
]
