from sets.models.completion import CompletionRule
from sets.models.ground_rules import Agreement, GroundRules, RuleScore
from sets.models.health_rule import HealthRule, Sign
from sets.models.invitation import SetInvitation
from sets.models.join_request import JoinRequest, RequestState
from sets.models.key import SetKey
from sets.models.learning_set import Admission, Agenda, Cadence, Facilitation, Format, LearningSet, SetState
from sets.models.line_exception import LineException, LineReason
from sets.models.listing import Listing
from sets.models.membership import SetMembership, SetRole
from sets.models.programme import Programme
from sets.models.proposal import Decline, NotTogether, Proposal
from sets.models.reflection import Reflection
from sets.models.reminder_rule import ReminderRule, Rule
from sets.models.welcome import Moment, Part, Score, SelfRating, Statement, Welcome, WelcomePack
from sets.models.words import (
    AimWords,
    BioWords,
    Circle,
    GroundRulesWords,
    HopeWords,
    ReflectionWords,
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
    "CompletionRule",
    "Decline",
    "Facilitation",
    "Format",
    "GroundRules",
    "GroundRulesWords",
    "HealthRule",
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
    "Reflection",
    "ReflectionWords",
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
    "Sign",
    "Statement",
    "Welcome",
    "WelcomePack",
    "WelcomePackWords",
    "WordsModel",
]
