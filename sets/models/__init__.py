from sets.models.ground_rules import Agreement, GroundRules, RuleScore
from sets.models.invitation import SetInvitation
from sets.models.join_request import JoinRequest, RequestState
from sets.models.key import SetKey
from sets.models.learning_set import Admission, Agenda, Cadence, Facilitation, Format, LearningSet, SetState
from sets.models.line_exception import LineException, LineReason
from sets.models.listing import Listing
from sets.models.membership import SetMembership, SetRole
from sets.models.programme import Programme
from sets.models.proposal import Decline, NotTogether, Proposal
from sets.models.reminder_rule import ReminderRule, Rule
from sets.models.welcome import Moment, Part, Score, SelfRating, Statement, Welcome, WelcomePack
from sets.models.words import (
    AimWords,
    BioWords,
    Circle,
    GroundRulesWords,
    HopeWords,
    WelcomePackWords,
    WordsModel,
)

__all__ = [
    "Admission",
    "Agenda",
    "Agreement",
    "AimWords",
    "BioWords",
    "Cadence",
    "Circle",
    "Decline",
    "Facilitation",
    "Format",
    "GroundRules",
    "GroundRulesWords",
    "HopeWords",
    "JoinRequest",
    "LearningSet",
    "LineException",
    "LineReason",
    "Listing",
    "Moment",
    "NotTogether",
    "Part",
    "Programme",
    "Proposal",
    "ReminderRule",
    "RequestState",
    "Rule",
    "RuleScore",
    "Score",
    "SelfRating",
    "SetInvitation",
    "SetKey",
    "SetMembership",
    "SetRole",
    "SetState",
    "Statement",
    "Welcome",
    "WelcomePack",
    "WelcomePackWords",
    "WordsModel",
]
