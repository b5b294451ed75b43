from reports.forms.narrowing import NarrowingForm

__all__ = ["NarrowingForm"]
