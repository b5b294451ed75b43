"""Which dates of a poll to choose: the rule of decision 10, and nothing of Django."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import pairwise
from operator import add, mul
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAY_BEGINS, DAY_ENDS = time(8), time(18)
PATIENCE = 5_000
"""So many steps towards the fairest hours are taken, about a tenth of a second, before it is good enough."""

TRIES, KEPT = 8, 3
DEAD_END = -1

Tallies = tuple[int, ...]
"""At how many dates each group of people meets at awkward hours."""
Path = tuple[int, ...]


@dataclass(frozen=True)
class Candidate:
    """A date that could be chosen; people are numbers."""

    day: date
    """As the set's own calendar counts it: between days the gap is kept."""
    starts_at: datetime
    ends_at: datetime
    cannot: frozenset[int] = frozenset()
    unknown: frozenset[int] = frozenset()
    """Those who do not know yet, and those who have not answered."""
    if_need_be: frozenset[int] = frozenset()
    awkward: frozenset[int] = frozenset()
    """Those for whom it lies outside 08:00 to 18:00 of their own clocks."""


class Cost(NamedTuple):
    """What is kept small, the first before all others."""

    absences: int
    """A date missed right after the one before counts double."""
    unknown: int
    if_need_be: int
    unfairness: int
    """The sum over people of the square of how many of their dates lie at awkward hours."""


@dataclass(frozen=True)
class Suggestion:
    chosen: Path
    """Positions among the candidates, in order; fewer than asked for where no more of them fit."""
    cost: Cost
    gap: int
    """Days between one date and the next at least; less than asked for where it could not be kept."""


def is_awkward(starts_at: datetime, ends_at: datetime, zone: str) -> bool:
    """Whether it begins before eight or ends after six on the clocks of `zone`."""
    here = ZoneInfo(zone)
    begins, ends = starts_at.astimezone(here), ends_at.astimezone(here)
    return begins.date() != ends.date() or begins.time() < DAY_BEGINS or ends.time() > DAY_ENDS


def cost_of(candidates: Sequence[Candidate], chosen: Sequence[int]) -> Cost:
    """What these dates, in order of time, ask of people."""
    dates = [candidates[position] for position in chosen]
    awkward = Counter(person for each in dates for person in each.awkward)
    again = sum(len(before.cannot & each.cannot) for before, each in pairwise(dates))
    return Cost(
        sum(len(each.cannot) for each in dates) + again,
        sum(len(each.unknown) for each in dates),
        sum(len(each.if_need_be) for each in dates),
        sum(times**2 for times in awkward.values()),
    )


def suggest(candidates: Sequence[Candidate], wanted: int, *, gap: int) -> Suggestion:
    """The best `wanted` of the candidates, which come in order of time, at least `gap` days apart.

    Fewest absences, fewest of whom nothing is known, fewest “if need be” and fairest hours come before each other in
    this order; of equals, the earliest dates. The same answers always give the same dates. The first three are always
    the best that there is. So is the fourth where PATIENCE steps suffice, and twelve people, each with hours of their
    own, need a tenth of that; else the fairest that was met is taken, and could be a little less fair than the best.
    """
    gap, wanted = _possible(candidates, wanted, gap)
    chosen = _Search(candidates, wanted, gap).fairest()
    return Suggestion(chosen, cost_of(candidates, chosen), gap)


def _followers(candidates: Sequence[Candidate], gap: int) -> list[int]:
    """For each, the first that may come next: so many days later, and not before it has ended."""
    first, found = 0, []
    for each in candidates:
        while first < len(candidates) and (
            (candidates[first].day - each.day) // timedelta(days=1) < gap or candidates[first].starts_at < each.ends_at
        ):
            first += 1
        found.append(first)
    return found


def _possible(candidates: Sequence[Candidate], wanted: int, gap: int) -> tuple[int, int]:
    """The longest gap, up to the one asked for, that leaves room for as many dates; else no gap and fewer dates."""
    most = 0
    for days in range(gap, -1, -1):
        following, position, most = _followers(candidates, days), 0, 0
        while position < len(candidates):  # to take each as early as it can be leaves most room
            position, most = following[position], most + 1
        if most >= wanted:
            return days, wanted
    return 0, most


class _Search:
    """First the least that absences, unknown and if need be can cost, by looking back from the last date; then, among
    the dates that cost no more, the fairest hours, by the most promising beginning first (A*).

    Before the first date one stands at the position after the last; from there any may follow.
    """

    def __init__(self, candidates: Sequence[Candidate], wanted: int, gap: int) -> None:
        self.wanted, self.start = wanted, len(candidates)
        following = [*_followers(candidates, gap), 0]
        steps = _steps(candidates, wanted)
        left = [0] * (self.start + 1)
        self.good: list[list[list[int]]] = [[]]
        """By how many are still to be chosen and which was the last: those that may come next at the least cost."""
        for _more in range(wanted):
            costs = [
                {to: steps[last][to] + left[to] for to in range(following[last], self.start) if left[to] != DEAD_END}
                for last in range(self.start + 1)
            ]
            left = [min(each.values(), default=DEAD_END) for each in costs]
            self.good.append(
                [[to for to in each if each[to] == least] for each, least in zip(costs, left, strict=True)]
            )

        awkward = [each.awkward for each in candidates]
        alike = Counter(tuple(person in each for each in awkward) for person in frozenset().union(*awkward))
        self.sizes: Tallies = tuple(alike.values())
        """How many people have their awkward hours at the same dates: they are counted together."""
        self.nobody: Tallies = (0,) * len(self.sizes)
        self.awkward: list[Tallies] = [tuple(int(group[at]) for group in alike) for at in range(self.start)]

    def fairest(self) -> Path:
        bounds, (at_most, at_hand) = self._look_around()
        ahead: list[tuple[int, Path, Tallies]] = [(0, (), self.nobody)]
        seen = set()
        for _step in range(PATIENCE):
            _least, path, tallies = heappop(ahead)
            more, last = self.wanted - len(path), path[-1] if path else self.start
            if not more:
                return path
            if (more, last, tallies) in seen:  # the earlier dates came first
                continue
            seen.add((more, last, tallies))
            for to in self.good[more][last]:
                further = self._added(tallies, to)
                least = max(each.least(further, more - 1, to) for each in bounds) if more > 1 else self._sum(further)
                if least <= at_most:
                    heappush(ahead, (least, (*path, to), further))
        return at_hand

    def _look_around(self) -> tuple[list["_Bound"], tuple[int, Path]]:
        """The highest bounds on how unfair it must become, and the best dates that are met on the way to them.

        Each bound is most exact near the mean of the dates that those before it led to (Frank and Wolfe, 1956).
        """
        near = sums = self.nobody
        bounds: list[tuple[int, int, _Bound]] = []
        met: list[tuple[int, Path]] = []
        for times in range(1, (TRIES if self.sizes else 1) + 1):  # where no hour is awkward, all are as fair
            bound = _Bound(self, near)
            path, tallies = self._follow(bound)
            bounds.append((bound.least(self.nobody, self.wanted, self.start), times, bound))
            met.append((self._sum(tallies), path))
            sums = tuple(map(add, sums, tallies))
            near = tuple(each // times for each in sums)
        return [bound for _height, _times, bound in sorted(bounds, reverse=True)[:KEPT]], min(met)

    def _follow(self, bound: "_Bound") -> tuple[Path, Tallies]:
        """The dates that are fairest as the bound has it."""
        path: Path = ()
        tallies, last = self.nobody, self.start
        for more in range(self.wanted - 1, -1, -1):
            nexts = [(self._added(tallies, to), to) for to in self.good[more + 1][last]]
            tallies, last = min(nexts, key=lambda each: (bound.least(each[0], more, each[1]), self._sum(each[0])))
            path = (*path, last)
        return path, tallies

    def _added(self, tallies: Tallies, to: int) -> Tallies:
        return tuple(map(add, tallies, self.awkward[to]))

    def _sum(self, tallies: Tallies) -> int:
        return sum(size * times**2 for size, times in zip(self.sizes, tallies, strict=True))


class _Bound:
    """The least unfairness that a beginning can end with; exact where it ends with such tallies or one more of each.

    Squares lie above their chords: for whole numbers y² ≥ (2c + 1)y − c(c + 1), whatever c. A sum of straight lines is
    smallest along one path, and looking back from the last date finds how small.
    """

    def __init__(self, search: _Search, near: Tallies) -> None:
        self.slopes = tuple(size * (2 * times + 1) for size, times in zip(search.sizes, near, strict=True))
        self.base = -sum(size * times * (times + 1) for size, times in zip(search.sizes, near, strict=True))
        weights: list[int] = [sum(map(mul, self.slopes, each)) for each in search.awkward]
        self.left = [[0] * (search.start + 1)]
        for by_last in search.good[1:]:
            before = self.left[-1]
            self.left.append([min((weights[to] + before[to] for to in nexts), default=0) for nexts in by_last])

    def least(self, tallies: Tallies, more: int, last: int) -> int:
        so_far: int = sum(map(mul, self.slopes, tallies))
        return self.base + so_far + self.left[more][last]


def _steps(candidates: Sequence[Candidate], wanted: int) -> list[list[int]]:
    """The first three criteria of going from one date to the next, as one number whose parts never meet."""
    people = frozenset().union(*(each.cannot | each.unknown | each.if_need_be for each in candidates))
    width = len(people) * wanted + 1
    alone = [(len(c.cannot) * width + len(c.unknown)) * width + len(c.if_need_be) for c in candidates]
    absent = [sum(1 << person for person in each.cannot) for each in candidates]
    return [
        [alone[to] + (before & absent[to]).bit_count() * width**2 for to in range(len(candidates))]
        for before in (*absent, 0)
    ]
