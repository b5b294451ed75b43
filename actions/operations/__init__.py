"""Action plans and how they go."""

from actions.models import UNDO_WITHIN
from actions.operations.actions import (
    ChangedMeanwhile,
    ClosedMeanwhile,
    change_action,
    close_action,
    let_go,
    say_outcome,
    set_readers,
    take_up,
)
from actions.operations.encouraging import AnsweredAlready, encourage, take_back
from actions.operations.half_way import settle_half_ways
from actions.operations.plans import MOST, NewAction, WrittenMeanwhile, write_plan
from actions.operations.progress import AlreadyClosed, report_progress, undo_progress
from actions.operations.quiet import ask_as_usual, keep_quiet

__all__ = [
    "MOST",
    "UNDO_WITHIN",
    "AlreadyClosed",
    "ChangedMeanwhile",
    "ClosedMeanwhile",
    "AnsweredAlready",
    "NewAction",
    "WrittenMeanwhile",
    "ask_as_usual",
    "change_action",
    "close_action",
    "encourage",
    "keep_quiet",
    "let_go",
    "report_progress",
    "say_outcome",
    "set_readers",
    "settle_half_ways",
    "take_up",
    "take_back",
    "undo_progress",
    "write_plan",
]
