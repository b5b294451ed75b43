from reports.views.definitions import definitions
from reports.views.one import of_person, of_set
from reports.views.overview import participation

__all__ = ["definitions", "of_person", "of_set", "participation"]
