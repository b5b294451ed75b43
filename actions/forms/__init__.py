from actions.forms.plan import PlanForm
from actions.forms.progress import ProgressForm

__all__ = ["PlanForm", "ProgressForm"]
