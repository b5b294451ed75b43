"""Founding a set, admitting people and making them welcome, agreeing how to be together, leaving, closing."""

from sets.operations.admitting import accept, admit, invite_to_set
from sets.operations.closing import close_set, erase_due_words, erase_words, keep_running, start_closing
from sets.operations.founding import change_set, found_set
from sets.operations.ground_rules import agree, write_ground_rules
from sets.operations.leaving import SELF_RUN, SelfRun, end_seat, leave_set, must_hand_over
from sets.operations.listing import list_set, withdraw_listing
from sets.operations.programmes import change_programme, found_programme
from sets.operations.requests import Full, ask_to_join, decline_request, grant_request, withdraw_request
from sets.operations.welcome import rate, read_pack, write_aim, write_bio, write_welcome

__all__ = [
    "SELF_RUN",
    "Full",
    "SelfRun",
    "accept",
    "admit",
    "agree",
    "ask_to_join",
    "change_programme",
    "change_set",
    "close_set",
    "end_seat",
    "decline_request",
    "erase_due_words",
    "erase_words",
    "found_programme",
    "found_set",
    "grant_request",
    "invite_to_set",
    "keep_running",
    "leave_set",
    "must_hand_over",
    "rate",
    "read_pack",
    "start_closing",
    "write_aim",
    "write_bio",
    "list_set",
    "withdraw_listing",
    "withdraw_request",
    "write_ground_rules",
    "write_welcome",
]
