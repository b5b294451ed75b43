"""What else happens when people come into a circle or leave it, and when a set closes: apps above register it when ready."""

from collections.abc import Callable, Collection
from datetime import datetime

from organisations.models import Membership
from sets.models import LearningSet

Change = Callable[[LearningSet, Collection[int], datetime], None]
"""The set, who came or went, and when; called in the transaction and the scope that changes the circle."""
Close = Callable[[LearningSet, Membership, datetime], None]

_coming: list[Change] = []
_going: list[Change] = []
_closing: list[Close] = []


def when_people_come(do: Change) -> None:
    if do not in _coming:
        _coming.append(do)


def when_people_go(do: Change) -> None:
    if do not in _going:
        _going.append(do)


def when_a_set_closes(do: Close) -> None:
    if do not in _closing:
        _closing.append(do)


def came(learning_set: LearningSet, people: Collection[int], *, at: datetime) -> None:
    for do in _coming:
        do(learning_set, people, at)


def went(learning_set: LearningSet, people: Collection[int], *, at: datetime) -> None:
    for do in _going:
        do(learning_set, people, at)


def closed(learning_set: LearningSet, *, by: Membership, at: datetime) -> None:
    for do in _closing:
        do(learning_set, by, at)
