"""The only door to figures for views; facts alone."""

from reports.queries.choices import choices_of
from reports.queries.elsewhere import Elsewhere, own_people_elsewhere
from reports.queries.participation import Report, SetRow, participation

__all__ = ["Elsewhere", "Report", "SetRow", "choices_of", "own_people_elsewhere", "participation"]
