"""Action plans and how they go."""

from actions.models import UNDO_WITHIN
from actions.operations.plans import NewAction, write_plan
from actions.operations.progress import AlreadyClosed, report_progress, undo_progress
from actions.operations.quiet import ask_as_usual, keep_quiet

__all__ = [
    "UNDO_WITHIN",
    "AlreadyClosed",
    "NewAction",
    "ask_as_usual",
    "keep_quiet",
    "report_progress",
    "undo_progress",
    "write_plan",
]
