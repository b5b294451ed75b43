from reports.views.definitions import definitions
from reports.views.overview import participation

__all__ = ["definitions", "participation"]
