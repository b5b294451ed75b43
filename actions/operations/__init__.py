"""Action plans and how they go."""

from actions.operations.plans import NewAction, write_plan
from actions.operations.progress import UNDO_WITHIN, report_progress, undo_progress

__all__ = ["UNDO_WITHIN", "NewAction", "report_progress", "undo_progress", "write_plan"]
