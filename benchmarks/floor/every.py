"""The best dates of a poll by trying every combination; people are bits, so that none of it is slow for nothing."""

from collections.abc import Collection, Sequence
from itertools import combinations

Cost = tuple[int, int, int, int]


def best_of_every(
    days: Sequence[int],
    cannot: Sequence[Collection[int]],
    unknown: Sequence[Collection[int]],
    if_need_be: Sequence[Collection[int]],
    awkward: Sequence[Collection[int]],
    *,
    wanted: int,
    gap: int,
) -> tuple[Cost, tuple[int, ...], int]:
    """The least cost, the first combination that has it, and how many were tried."""
    absent = [sum(1 << person for person in each) for each in cannot]
    absences = [len(each) for each in cannot]
    unsure = [len(each) for each in unknown]
    reluctant = [len(each) for each in if_need_be]
    people = sorted({person for each in awkward for person in each})
    at_night = [[person in each for each in awkward] for person in people]
    best: tuple[Cost, tuple[int, ...]] | None = None
    tried = 0
    for chosen in combinations(range(len(days)), wanted):
        tried += 1
        before, missed, last = -gap, 0, 0
        for date in chosen:
            if days[date] - before < gap:
                break
            missed += absences[date] + (absent[date] & last).bit_count()
            before, last = days[date], absent[date]
        else:
            if best and missed > best[0][0]:
                continue
            cost = (
                missed,
                sum(unsure[date] for date in chosen),
                sum(reluctant[date] for date in chosen),
                sum(sum(of[date] for date in chosen) ** 2 for of in at_night),
            )
            if best is None or (cost, chosen) < best:
                best = cost, chosen
    if best is None:
        raise ValueError("no combination keeps the gap")
    return *best, tried
