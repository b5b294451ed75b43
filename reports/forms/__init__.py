from reports.forms.costs import CostForm
from reports.forms.narrowing import NarrowingForm, PeriodForm

__all__ = ["CostForm", "NarrowingForm", "PeriodForm"]
