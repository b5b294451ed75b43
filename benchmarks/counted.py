"""What the figures of the large organisation cost, ours and by hand, in turn in one process of the site."""

import os
from collections.abc import Callable
from functools import cached_property
from statistics import median
from typing import Any

from django.db import connection

from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone, now
from benchmarks.databases import superuser
from benchmarks.floor import figures as by_hand
from benchmarks.large import HERE, HR, PROGRAMME, SET, SOMEBODY
from benchmarks.served import cpu_of_all
from organisations.models import Membership, Organisation
from reports import queries
from reports.filters import Narrowed
from reports.hiding import quarter_after, quarter_shown
from reports.measures import Meetings, Seats
from reports.periods import Period
from reports.queries.statement import MEETINGS, SEATS
from sets.models import LearningSet

_ZONE = "Europe/London"


def costs(database: str, *, rounds: int) -> dict[str, float]:
    """Milliseconds of CPU of this process and of PostgreSQL's two for it, by way; raise ValueError where they differ."""
    with superuser(database) as floor, scope(person=HR, organisation=HERE):
        ours = _Ours()
        ways: dict[str, Callable[[], Any]] = {
            "overview": ours.overview,
            "overview by hand": lambda: by_hand.overview(floor, ours.asked),
            "drilldown": ours.drilldown,
            "drilldown by hand": lambda: by_hand.drilldown(floor, ours.asked),
            "hiding": lambda: (ours.overview(), ours.actions()),
            "hiding by hand": lambda: (ours.overview(), by_hand.of_actions(floor, ours.asked)),
        }
        _compare(ours.overview(), by_hand.overview(floor, ours.asked))
        if len(ours.actions()) < 2:
            raise ValueError("no programme has enough people, so nothing is shown of which anything could be hidden")
        processes = [os.getpid(), _process_of(floor), _process_of(connection.cursor())]
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _round in range(rounds + 1):
            for name, ask in ways.items():
                before = cpu_of_all(processes)
                ask()
                found[name].append((cpu_of_all(processes) - before) * 1000)
    return {name: median(each[1:]) for name, each in found.items()}


class _Ours:
    """What the pages ask, of half a year until today."""

    def __init__(self) -> None:
        self.now = now()
        self.today = in_zone(self.now, _ZONE).date()
        self.period = Period.last(182, today=self.today)
        self.when = {"since": self.period.begins(_ZONE), "until": self.period.ends(_ZONE)}
        self.quarter = quarter_shown(self.today, today=self.today)
        self.organisation = Organisation.objects.get(pk=HERE)
        self.set = LearningSet.objects.get(organisation=HERE, slug=SET)
        self.person = Membership.objects.get(organisation=HERE, pk=SOMEBODY)

    @cached_property
    def asked(self) -> dict[str, Any]:
        """The same, as values of statements."""
        edges = [each.begins(_ZONE) for each in (self.period.before, *self.period.parts)] + [self.when["until"]]
        return {
            **self.when,
            "here": HERE,
            "now": self.now,
            "first": edges[0],
            "begins": edges,
            "sinces": [self.when["since"], *edges[:-1]],
            "untils": [self.when["until"], *edges[1:]],
            "programme": PROGRAMME,
            "set": self.set.pk,
            "person": self.person.person_id,
            "quarter": self.quarter,
            "quarter_end": quarter_after(self.quarter),
        }

    def overview(self, narrowed: Narrowed | None = None) -> Any:
        found = queries.of_period(self.organisation, self.period, now=self.now, narrowed=narrowed)
        return found, found.sets[:50], found.worth_a_look

    def drilldown(self) -> Any:
        """A programme with its sets, one set by session and by person, and one person by set."""
        return (
            self.overview(Narrowed(programme=PROGRAMME)),
            queries.sessions_to_report(self.set, **self.when),
            queries.marks_by_person(self.set, **self.when),
            queries.marks_by_set(self.person, **self.when),
        )

    def actions(self) -> list[queries.Conduct]:
        return queries.conduct_of(self.organisation, quarter=self.quarter, narrowed=Narrowed())


def _compare(ours: Any, theirs: by_hand.Answers) -> None:
    """Each figure that the page shows."""
    found, rows, look = ours
    sessions, marks, moves, seats, learning, states, looked, page = theirs
    times = [found.before, *found.parts]
    met = [{n: counts for n, *counts in answer} for answer in (sessions, marks, moves)]
    none = ([0] * 3, [0] * 5, [0])
    pairs = {
        "meetings": (
            [_counts(each.meetings) for each in times],
            [
                [count for answer, zeros in zip(met, none, strict=True) for count in answer.get(n, zeros)]
                for n in range(1, len(times) + 1)
            ],
        ),
        "seats": ([_counts(each.seats) for each in (found.now, *times)], [counts for _n, *counts in sorted(seats)]),
        "learning": (found.people, learning[0][0]),
        "states": (
            {state.value: count for state, count in found.states.items() if count},
            {state: count for state, count, _needing in states},
        ),
        "the set worth a look": (look and look.learning_set, looked[0][0] if looked else None),
        "rows": (
            [
                [row.learning_set.name, row.next_starts_at, *_counts(row.figures), *_counts(row.seats), row.members]
                for row in rows
            ],
            [[name, next_at, *(count or 0 for count in counts)] for name, next_at, counts in map(_cut, page)],
        ),
    }
    for what, (mine, yours) in pairs.items():
        if mine != yours:
            raise ValueError(f"{what}: ours {mine}, by hand {yours}")


def _cut(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Its name, when it meets next, and its counts."""
    return row[6], row[7], row[8:]


def _counts(of: Meetings | Seats) -> list[int]:
    return [getattr(of, name) for name in (MEETINGS if isinstance(of, Meetings) else SEATS)]


def _process_of(cursor: Any) -> int:
    cursor.execute("SELECT pg_backend_pid()")
    (pid,) = cursor.fetchone()
    return int(pid)
