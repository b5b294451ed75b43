"""What else happens when a set's dates change: apps above register it when ready."""

from collections.abc import Callable

Change = Callable[[int], None]
"""The number of the set; called in the transaction and the scope that changed one of its dates."""

_changes: list[Change] = []


def when_dates_change(do: Change) -> None:
    if do not in _changes:
        _changes.append(do)


def changed(learning_set: int) -> None:
    for do in _changes:
        do(learning_set)
