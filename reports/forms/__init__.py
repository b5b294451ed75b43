from reports.forms.costs import CostForm
from reports.forms.exports import ExportForm
from reports.forms.narrowing import NarrowingForm, PeriodForm

__all__ = ["CostForm", "ExportForm", "NarrowingForm", "PeriodForm"]
