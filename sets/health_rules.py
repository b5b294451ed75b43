"""What is usual: from which number on a sign says that a set, or somebody in it, may need a word.

An organisation that differs has a row of `HealthRule` for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sets.models.health_rule import HealthRule, Sign

LOOKED_BACK = 182
"""Days: cancelled sessions are counted among those that were to begin in this time."""


@dataclass(frozen=True)
class Usual:
    """How a sign is counted, from which number on it is told, and between which numbers an organisation may choose."""

    name: Promise
    counted: Promise
    number: int
    least: int
    most: int


USUAL = {
    Sign.NO_NEXT_DATE: Usual(
        _("Days without a next date"),
        _("Days since a running set last met or called off a session, or since it began, while none is planned."),
        number=0,
        least=0,
        most=60,
    ),
    Sign.CANCELLED: Usual(
        _("Sessions cancelled in the last six months"),
        _("Those that were to begin in the last 182 days; one that was brought back is none of them."),
        number=2,
        least=1,
        most=6,
    ),
    Sign.BELOW_MINIMUM: Usual(
        _("Members fewer than the set wants to meet with"),
        _("The number that the set itself wants to meet with, less those who are in it now, its facilitator aside."),
        number=1,
        least=1,
        most=4,
    ),
    Sign.ABSENCES: Usual(
        _("Sessions in a row that somebody was away from"),
        _(
            "Marks backwards from the newest, with apologies or without, until one says “came”; one that its member disputes is left out until it is settled."
        ),
        number=2,
        least=2,
        most=6,
    ),
    Sign.SILENT_ACTIONS: Usual(
        _("Days without news of an open action"),
        _("Days since an action was set, or since its owner last said how it goes."),
        number=28,
        least=7,
        most=120,
    ),
    Sign.NOT_AGREED: Usual(
        _("Days without agreeing to the ground rules"),
        _("Days for which the rules have stood, or somebody has been in the set, without their “I agree”."),
        number=14,
        least=1,
        most=90,
    ),
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
