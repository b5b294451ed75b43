"""`poll.suggest`: the best six dates out of forty for eight people, beside trying every combination.

Two dates a week over twenty weeks at changing hours, people in three zones, answers as they come: of ten, six are
yes, one if need be, two no, one unknown. The floor reads the same answers and knows nothing of ours: it goes through
every six dates, leaves those that are too close together, and keeps the best by the same rule. Where ours asks more of
people, or chooses others, the benchmark fails.
"""

import random
import time
from datetime import UTC, datetime, timedelta

from benchmarks.floor.every import best_of_every
from benchmarks.line import report, tell
from sessions.suggestion import Candidate, is_awkward, suggest

WANTED, SLOTS, GAP = 6, 40, 7
ZONES = ["Europe/London"] * 4 + ["America/New_York"] * 2 + ["Pacific/Auckland"] * 2
HOURS = [6, 8, 9, 13, 14, 19, 20]
ROUNDS = 20


def run() -> None:
    dates = _polled(random.Random(40))
    rounds = []
    for _round in range(ROUNDS):
        began = time.process_time()
        found = suggest(dates, WANTED, gap=GAP)
        rounds.append(time.process_time() - began)
    ours = sorted(rounds)[ROUNDS // 2]

    began = time.process_time()
    cost, chosen, tried = best_of_every(
        [each.day.toordinal() for each in dates],
        [each.cannot for each in dates],
        [each.unknown for each in dates],
        [each.if_need_be for each in dates],
        [each.awkward for each in dates],
        wanted=WANTED,
        gap=GAP,
    )
    floor = time.process_time() - began
    tell(
        f"  {tried:,} combinations; the best costs {cost}, ours {tuple(found.cost)}; the worst round {max(rounds):.3f} s"
    )
    if (tuple(found.cost), found.chosen) != (cost, chosen):
        raise RuntimeError(f"ours chose {found.chosen} at {found.cost}, the best is {chosen} at {cost}")
    report("poll.suggest", ours * 1000, floor * 1000, "ms of CPU")


def _polled(chance: random.Random) -> list[Candidate]:
    dates = []
    monday = datetime(2027, 1, 4, tzinfo=UTC)
    for number in range(SLOTS):
        starts_at = monday + timedelta(weeks=number // 2, days=3 * (number % 2), hours=chance.choice(HOURS))
        ends_at = starts_at + timedelta(hours=3)
        said = chance.choices(["yes", "if_need_be", "cannot", "unknown"], [6, 1, 2, 1], k=len(ZONES))
        who = {
            answer: frozenset(person for person, each in enumerate(said) if each == answer)
            for answer in ("cannot", "unknown", "if_need_be")
        }
        awkward = frozenset(person for person, zone in enumerate(ZONES) if is_awkward(starts_at, ends_at, zone))
        dates.append(Candidate(starts_at.date(), starts_at, ends_at, **who, awkward=awkward))
    return dates
