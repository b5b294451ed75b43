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
from sets.queries.welcome import (
    bios_of,
    circle_with_welcome,
    own_aim,
    own_bio,
    own_place,
    parts_left,
    parts_of,
    scores_of,
    shared_aims_of,
    welcome_words,
)

__all__ = [
    "agreed_people",
    "bios_of",
    "circle_of",
    "circle_with_welcome",
    "current_rules",
    "events_of",
    "has_left",
    "names_of",
    "others_seat_for",
    "own_aim",
    "own_bio",
    "own_place",
    "parts_left",
    "parts_of",
    "rules_words",
    "scores_of",
    "seat_for",
    "set_invitation_for",
    "set_invitations_of",
    "sets_of",
    "shared_aims_of",
    "welcome_words",
    "with_rules_to_agree",
]
