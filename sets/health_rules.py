"""What is usual: from which number on a sign says that a set, or somebody in it, may need a word.

An organisation that differs has a row of `HealthRule` for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sets.models.health_rule import HealthRule, Sign

LOOKED_BACK = 182
"""Days: cancelled sessions are counted among those that were to begin in this time."""


@dataclass(frozen=True)
class Usual:
    """And between which numbers an organisation may choose."""

    number: int
    least: int
    most: int


USUAL = {
    Sign.NO_NEXT_DATE: Usual(0, least=0, most=60),
    Sign.CANCELLED: Usual(2, least=1, most=6),
    Sign.BELOW_MINIMUM: Usual(1, least=1, most=4),
    Sign.ABSENCES: Usual(2, least=2, most=6),
    Sign.SILENT_ACTIONS: Usual(28, least=7, most=120),
    Sign.NOT_AGREED: Usual(14, least=1, most=90),
}
BY_DATES = (Sign.NO_NEXT_DATE, Sign.CANCELLED, Sign.BELOW_MINIMUM)
"""What HR sees of a set; the others are seen by whoever runs it, and by nobody outside its circle."""


def numbers_of(rows: Iterable[HealthRule]) -> dict[Sign, int]:
    """How every sign stands in the organisation whose rows these are."""
    differing = {Sign(row.sign): row.number for row in rows}
    return {sign: differing.get(sign, usual.number) for sign, usual in USUAL.items()}


def running(came: Iterable[bool]) -> int:
    """How often in a row somebody was away, from the last session backwards."""
    away = 0
    for each in came:
        if each:
            break
        away += 1
    return away
