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
"""What `count_set_facts` holds to whatever it is asked; an organisation may ask for more."""


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
    where even together they are too few. None where all of them are."""

    def is_enough(group: Group) -> bool:
        return len(group.people) >= least_people and len(group.sets) >= least_sets

    inhabited = sorted((each for each in groups if each.people), key=lambda each: (len(each.people), min(each.keys)))
    enough = [each for each in inhabited if is_enough(each)]
    few = [each for each in inhabited if not is_enough(each)]
    if not few:
        return enough
    rest = reduce(Group.__or__, few)
    while not is_enough(rest) and enough:
        rest |= enough.pop(0)
    return [*enough, rest] if is_enough(rest) else []


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
