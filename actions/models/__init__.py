from actions.models.action import Action, ActionState
from actions.models.plan import ActionPlan, PlanOutcome
from actions.models.progress import Progress, ProgressState
from actions.models.words import ActionWords, PlanWords, ProgressWords

__all__ = [
    "Action",
    "ActionPlan",
    "ActionState",
    "ActionWords",
    "PlanOutcome",
    "PlanWords",
    "Progress",
    "ProgressState",
    "ProgressWords",
]
