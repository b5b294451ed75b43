"""Founding a set, admitting people, agreeing how to be together, closing."""

from sets.operations.admitting import accept, admit, invite_to_set, leave_set
from sets.operations.closing import close_set, erase_due_words, erase_words
from sets.operations.founding import found_set
from sets.operations.ground_rules import agree, write_ground_rules

__all__ = [
    "accept",
    "admit",
    "agree",
    "close_set",
    "erase_due_words",
    "erase_words",
    "found_set",
    "invite_to_set",
    "leave_set",
    "write_ground_rules",
]
