from actions.forms.action import ActionForm, LetGoForm, OutcomeForm, ReadersForm
from actions.forms.encouraging import EncouragementForm
from actions.forms.plan import PlanForm
from actions.forms.progress import ProgressForm
from actions.forms.quiet import QuietForm

__all__ = [
    "ActionForm",
    "EncouragementForm",
    "LetGoForm",
    "OutcomeForm",
    "PlanForm",
    "ProgressForm",
    "QuietForm",
    "ReadersForm",
]
