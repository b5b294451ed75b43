"""The only door to figures for views; facts alone."""

from reports.queries.choices import choices_of
from reports.queries.completion import Completion, completions, grouped, own_completions
from reports.queries.conduct import Conduct, conduct_of
from reports.queries.costs import cost_rate_for, cost_rates
from reports.queries.elsewhere import Elsewhere, own_people_elsewhere
from reports.queries.exports import export_for, exports_of, monthly_for, monthly_of, piece_of, taken_by_others
from reports.queries.health import A_PAGE as SETS_NEEDING_A_PAGE
from reports.queries.health import Needing, SetsNeeding
from reports.queries.learning import Meeting, own_meetings
from reports.queries.marks import MarkRow, marks
from reports.queries.one import (
    Marks,
    Met,
    marks_by_person,
    marks_by_set,
    own_person_to_report,
    sessions_to_report,
    set_to_report,
)
from reports.queries.participation import Report, WorthALook, of_period, participation
from reports.queries.sets import SetRow, SetRows
from reports.queries.side_by_side import Sat, sessions_by_set

__all__ = [
    "Sat",
    "sessions_by_set",
    "Needing",
    "SETS_NEEDING_A_PAGE",
    "SetsNeeding",
    "WorthALook",
    "Completion",
    "Conduct",
    "Elsewhere",
    "MarkRow",
    "Marks",
    "Meeting",
    "Met",
    "Report",
    "SetRow",
    "SetRows",
    "choices_of",
    "completions",
    "conduct_of",
    "cost_rate_for",
    "cost_rates",
    "grouped",
    "marks_by_person",
    "marks_by_set",
    "own_completions",
    "own_meetings",
    "export_for",
    "exports_of",
    "taken_by_others",
    "marks",
    "monthly_for",
    "monthly_of",
    "of_period",
    "own_people_elsewhere",
    "own_person_to_report",
    "participation",
    "sessions_to_report",
    "piece_of",
    "set_to_report",
]
