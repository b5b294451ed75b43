from actions.models.action import Action, ActionState, LettingGo
from actions.models.change import ActionChange, ChangeKind
from actions.models.encouragement import Encouragement, EncouragementKind
from actions.models.plan import ActionPlan, PlanOutcome
from actions.models.progress import UNDO_WITHIN, Progress, ProgressState, ProgressWay
from actions.models.quiet import Quiet
from actions.models.words import (
    ActionChangeWords,
    ActionOutcomeWords,
    ActionWords,
    EncouragementWords,
    PlanWords,
    ProgressWords,
)

__all__ = [
    "UNDO_WITHIN",
    "Action",
    "ActionChange",
    "ActionChangeWords",
    "ActionOutcomeWords",
    "ActionPlan",
    "ActionState",
    "ActionWords",
    "ChangeKind",
    "Encouragement",
    "EncouragementKind",
    "EncouragementWords",
    "LettingGo",
    "PlanOutcome",
    "PlanWords",
    "Progress",
    "ProgressState",
    "ProgressWay",
    "ProgressWords",
    "Quiet",
]
