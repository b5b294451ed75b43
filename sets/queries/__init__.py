"""The only door to sets for views."""

from sets.queries.ground_rules import agreed_people, current_rules, rules_words, with_rules_to_agree
from sets.queries.log import events_of, names_of
from sets.queries.seats import (
    circle_of,
    has_left,
    others_seat_for,
    seat_for,
    set_invitation_for,
    set_invitations_of,
    sets_of,
)

__all__ = [
    "agreed_people",
    "circle_of",
    "current_rules",
    "events_of",
    "has_left",
    "names_of",
    "others_seat_for",
    "rules_words",
    "seat_for",
    "set_invitation_for",
    "set_invitations_of",
    "sets_of",
    "with_rules_to_agree",
]
