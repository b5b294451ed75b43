"""The only door to action plans for views."""

from actions.queries.asked import Asked, Said, asked_about
from actions.queries.challenges import Decided, plans_of_challenge
from actions.queries.plans import plans_to_write
from actions.queries.progress import own_progress_for
from actions.queries.promises import Promise, own_action_for, own_promises, promises_of_set

__all__ = [
    "Asked",
    "Decided",
    "Promise",
    "Said",
    "asked_about",
    "own_action_for",
    "own_progress_for",
    "own_promises",
    "plans_of_challenge",
    "plans_to_write",
    "promises_of_set",
]
