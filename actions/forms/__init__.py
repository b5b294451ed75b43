from actions.forms.plan import PlanForm
from actions.forms.progress import ProgressForm
from actions.forms.quiet import QuietForm

__all__ = ["PlanForm", "ProgressForm", "QuietForm"]
