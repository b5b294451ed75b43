"""What else ends when somebody leaves the organisation: apps that hold places for people register it when ready."""

from collections.abc import Callable
from datetime import datetime

from organisations.models import Membership

Ending = Callable[[Membership, Membership, datetime], None]
"""Whose time ends, by whom, and when; called in the transaction that ends it."""

_endings: list[Ending] = []


def end_also(ending: Ending) -> None:
    if ending not in _endings:
        _endings.append(ending)


def end_all(membership: Membership, *, by: Membership, at: datetime) -> None:
    for ending in _endings:
        ending(membership, by, at)
