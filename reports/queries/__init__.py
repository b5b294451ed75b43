"""The only door to figures for views; facts alone."""

from reports.queries.choices import choices_of
from reports.queries.conduct import Conduct, conduct_of
from reports.queries.elsewhere import Elsewhere, own_people_elsewhere
from reports.queries.participation import Report, SetRow, participation

__all__ = [
    "Conduct",
    "Elsewhere",
    "Report",
    "SetRow",
    "choices_of",
    "conduct_of",
    "own_people_elsewhere",
    "participation",
]
