from reports.forms.narrowing import NarrowingForm, PeriodForm

__all__ = ["NarrowingForm", "PeriodForm"]
