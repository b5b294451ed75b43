"""Who answers to whom: a line goes up and ends; nobody is their own manager's manager."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Someone = TypeVar("Someone", bound=Hashable)


def is_in_circle(person: Someone, managers: Mapping[Someone, Someone]) -> bool:
    """Whether the line above this person comes back to them."""
    seen: set[Someone] = set()
    above = managers.get(person)
    while above is not None and above not in seen:
        if above == person:
            return True
        seen.add(above)
        above = managers.get(above)
    return False


def circles(managers: Mapping[Someone, Someone]) -> set[Someone]:
    """Everybody whose line comes back to them; each line is walked once."""
    found: set[Someone] = set()
    walked: set[Someone] = set()
    for start in managers:
        path: dict[Someone, int] = {}
        each: Someone | None = start
        while each is not None and each not in walked and each not in path:
            path[each] = len(path)
            each = managers.get(each)
        if each is not None and each in path:
            found |= {member for member, position in path.items() if position >= path[each]}
        walked |= path.keys()
    return found


def managers_first(people: Iterable[Someone], managers: Mapping[Someone, Someone]) -> list[Someone]:
    """In an order in which everybody comes after whom they answer to; there must be no circle."""
    ordered: dict[Someone, None] = {}
    everybody = dict.fromkeys(people)
    for person in everybody:
        line = []
        each: Someone | None = person
        while each is not None and each in everybody and each not in ordered:
            line.append(each)
            each = managers.get(each)
        ordered.update(dict.fromkeys(reversed(line)))
    return list(ordered)
