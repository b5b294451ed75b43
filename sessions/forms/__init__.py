from sessions.forms.answering import AnswerForm
from sessions.forms.attendance import AttendanceForm
from sessions.forms.calendar import InvitationsForm
from sessions.forms.challenge import ChallengeForm, EndForm, HelpfulQuestionForm
from sessions.forms.changing import CancelForm, MoveForm
from sessions.forms.planning import DatesForm, PlanForm, SeriesForm

__all__ = [
    "AnswerForm",
    "AttendanceForm",
    "CancelForm",
    "ChallengeForm",
    "DatesForm",
    "EndForm",
    "HelpfulQuestionForm",
    "InvitationsForm",
    "MoveForm",
    "PlanForm",
    "SeriesForm",
]
