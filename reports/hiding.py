"""Which counts about conduct may be shown: never of a few people, and never so that a few can be worked out.

Groups are put together into cells that are each big enough, and only whole cells are ever shown, of one quarter of the
year. What a reader can add up or take away is then again whole cells, whatever they look at one after another.
Who is in which set, HR knows anyway; so which cells there are tells nothing either.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce

LEAST_PEOPLE, LEAST_SETS = 10, 2
"""What `count_set_facts` and the table of organisations hold to; an organisation may ask for more."""


@dataclass(frozen=True)
class Group:
    """Sets that belong together, and who took part in them; `keys` say what it is made of."""

    keys: frozenset[int]
    people: frozenset[int]
    sets: frozenset[int]

    def __or__(self, other: "Group") -> "Group":
        return Group(self.keys | other.keys, self.people | other.people, self.sets | other.sets)


def cells_of(groups: Iterable[Group], *, least_people: int = LEAST_PEOPLE, least_sets: int = LEAST_SETS) -> list[Group]:
    """The groups as they may be shown: those that are too small go together, and take the smallest other one along
    where even together they are too few. None where all of them are.

    However high the numbers, groups go together in one order: the cells of higher numbers are whole cells of lower
    ones. In any other order a group shown alone at one time could be taken from what it stood in at another.
    """
    inhabited = sorted((each for each in groups if each.people), key=_place)
    few = [place for place, each in enumerate(inhabited, start=1) if not _is_enough(each, least_people, least_sets)]
    if not few:
        return inhabited
    for size in range(few[-1], len(inhabited) + 1):
        together = reduce(Group.__or__, inhabited[:size])
        if _is_enough(together, least_people, least_sets):
            return [*inhabited[size:], together]
    return []


def _place(group: Group) -> tuple[bool, int, int]:
    """Those that are too small whoever asks come first, then by their size."""
    return _is_enough(group, LEAST_PEOPLE, LEAST_SETS), len(group.people), min(group.keys)


def _is_enough(group: Group, least_people: int, least_sets: int) -> bool:
    return len(group.people) >= least_people and len(group.sets) >= least_sets


def quarter_of(day: date) -> date:
    """The first day of its quarter of the year."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_before(quarter: date) -> date:
    return date(quarter.year, quarter.month - 3, 1) if quarter.month > 3 else date(quarter.year - 1, 10, 1)


def quarter_after(quarter: date) -> date:
    return date(quarter.year, quarter.month + 3, 1) if quarter.month < 10 else date(quarter.year + 1, 1, 1)


def quarter_shown(until: date, *, today: date) -> date:
    """The last whole quarter that is over, by the end of a period and today: it changes no more with who comes or acts."""
    return quarter_before(quarter_of(min(until, today)))
