"""Founding a set, admitting people and making them welcome, agreeing how to be together, leaving, closing."""

from sets.operations.admitting import accept, admit, invite_all, invite_to_set
from sets.operations.closing import close_set, erase_due_words, erase_words, keep_running, start_closing
from sets.operations.completion import remove_completion_rule, set_completion_rule
from sets.operations.composing import (
    ask,
    choose_admission,
    compose,
    propose,
    say_not_this_set,
    say_yes,
    take_out,
    was_asked,
)
from sets.operations.founding import change_set, found_set
from sets.operations.ground_rules import WrittenMeanwhile, agree, write_ground_rules
from sets.operations.health import change_health_rules
from sets.operations.holding import held, hold
from sets.operations.leaving import SELF_RUN, SelfRun, end_seat, leave_set, must_hand_over
from sets.operations.line import KeptApart, SameLine, allow_line, check_line
from sets.operations.listing import list_set, withdraw_listing
from sets.operations.own_words import remove_own_words
from sets.operations.programmes import change_programme, found_programme
from sets.operations.reflecting import write_reflection
from sets.operations.reminder_rules import RulesMeanwhile, change_rules
from sets.operations.requests import Full, ask_to_join, decline_request, grant_request, withdraw_request
from sets.operations.review import score_rules
from sets.operations.welcome import rate, read_pack, write_aim, write_bio, write_welcome
from sets.operations.wishes import take_wish_back, wish_apart

__all__ = [
    "Full",
    "KeptApart",
    "RulesMeanwhile",
    "SELF_RUN",
    "SameLine",
    "SelfRun",
    "WrittenMeanwhile",
    "accept",
    "admit",
    "agree",
    "allow_line",
    "ask",
    "ask_to_join",
    "change_health_rules",
    "change_programme",
    "change_rules",
    "change_set",
    "check_line",
    "choose_admission",
    "close_set",
    "compose",
    "decline_request",
    "end_seat",
    "erase_due_words",
    "erase_words",
    "found_programme",
    "found_set",
    "grant_request",
    "held",
    "hold",
    "invite_all",
    "invite_to_set",
    "keep_running",
    "leave_set",
    "list_set",
    "must_hand_over",
    "propose",
    "rate",
    "read_pack",
    "remove_completion_rule",
    "remove_own_words",
    "say_not_this_set",
    "say_yes",
    "set_completion_rule",
    "start_closing",
    "take_out",
    "take_wish_back",
    "was_asked",
    "wish_apart",
    "withdraw_listing",
    "withdraw_request",
    "write_aim",
    "write_bio",
    "score_rules",
    "write_ground_rules",
    "write_reflection",
    "write_welcome",
]
