from sets.models.ground_rules import Agreement, GroundRules
from sets.models.invitation import SetInvitation
from sets.models.key import SetKey
from sets.models.learning_set import LearningSet, SetState
from sets.models.membership import SetMembership, SetRole
from sets.models.words import Circle, GroundRulesWords, WordsModel

__all__ = [
    "Agreement",
    "Circle",
    "GroundRules",
    "GroundRulesWords",
    "LearningSet",
    "SetInvitation",
    "SetKey",
    "SetMembership",
    "SetRole",
    "SetState",
    "WordsModel",
]
