"""Participation, counted from organisation facts alone: who came and when, never what was said."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse

from alsweb.lib.numbers import number_in
from organisations.models import Organisation, Position
from reports.filters import Narrowed
from reports.measures import Figures, Meetings, Seats
from reports.queries.statement import COUNTS, statement
from sessions.models import Session
from sets.models import LearningSet, SetMembership, SetRole, SetState

_BEFORE, _NOW = 1, 2
"""The time before and the period itself, as the seats of a statement are numbered; its parts come after them."""


@dataclass(frozen=True)
class SetRow:
    learning_set: LearningSet
    next_starts_at: datetime | None
    figures: Meetings
    seats: Seats
    members: int
    """Now, whatever the period."""

    @property
    def address(self) -> str:
        return reverse("reports:set", args=[self.learning_set.organisation.slug, self.learning_set.slug])

    @property
    def needs_date(self) -> bool:
        return self.next_starts_at is None and self.is_running

    @property
    def is_running(self) -> bool:
        return self.learning_set.state is SetState.RUNNING

    @property
    def is_thin(self) -> bool:
        """Below the fewest who meet, by its own rule."""
        return self.is_running and self.members < self.learning_set.minimum

    @property
    def was_cancelled_twice(self) -> bool:
        return self.is_running and self.figures.cancelled >= 2


@dataclass(frozen=True)
class Report:
    people: int
    """Who are in open sets now."""
    now: Figures
    before: Figures
    parts: list[Figures]
    sets: list[SetRow]

    @property
    def total(self) -> Meetings:
        return self.now.meetings

    @property
    def sets_needing_a_date(self) -> int:
        return sum(row.needs_date for row in self.sets)

    @property
    def states(self) -> dict[SetState, int]:
        counted = Counter(row.learning_set.state for row in self.sets)
        return {state: counted[state] for state in SetState}

    @property
    def worth_a_look(self) -> SetRow | None:
        """A set without a next date, else one that cancelled twice, else one below its fewest: by dates alone."""
        for claim in ("needs_date", "was_cancelled_twice", "is_thin"):
            if found := next((row for row in self.sets if getattr(row, claim)), None):
                return found
        return None


def participation(
    organisation: Organisation,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    narrowed: Narrowed | None = None,
    parts: Sequence[datetime] = (),
    before: datetime | None = None,
) -> Report:
    """Figures of [since, until) for each set and together, of [before, since), and of the parts; two statements.

    `parts` are the instants after `since` at which a new part begins; `before` is as long before as the period is,
    if nothing else is said.
    """
    narrowed = narrowed or Narrowed()
    begins = [since, *parts]
    times = [(before or since - (until - since), since), (since, until), *pairwise([*begins, until])]
    sets = list(_sets(organisation, narrowed, since=since, until=until, now=now))
    for each in sets:
        each.organisation = organisation
    counted = _Counted(narrowed, sets)
    counted.ask(organisation, times=times, now=now)
    inside = range(_NOW, _NOW + len(begins))
    return Report(
        people=counted.people,
        now=Figures(counted.meetings(*inside), counted.seats[_NOW]),
        before=Figures(counted.meetings(_BEFORE), counted.seats[_BEFORE]),
        parts=[Figures(counted.meetings(part), counted.seats[part + 1]) for part in inside],
        sets=[
            SetRow(
                each,
                each.next_starts_at,
                counted.meetings(*inside, learning_set=each.pk),
                counted.seats_of[each.pk],
                counted.members[each.pk],
            )
            for each in sets
            if getattr(each, "concerned", True)
        ],
    )


def _sets(
    organisation: Organisation, narrowed: Narrowed, *, since: datetime, until: datetime, now: datetime
) -> QuerySet[Any]:
    coming = Session.objects.upcoming(now).filter(organisation=organisation, learning_set=OuterRef("pk"))
    seats = SetMembership.objects.filter(
        organisation=organisation, learning_set=OuterRef("pk"), started_at__isnull=False
    )
    sets = LearningSet.objects.filter(organisation=organisation)
    if narrowed.programme:
        sets = sets.filter(programme__slug=narrowed.programme)
    if narrowed.purpose:
        sets = sets.filter(programme__purpose=narrowed.purpose)
    if narrowed.set:
        sets = sets.filter(slug=narrowed.set)
    if narrowed.facilitator:
        sets = sets.filter(Exists(seats.filter(role=SetRole.FACILITATOR, membership=number_in(narrowed.facilitator))))
    if narrowed.to_people:
        where = {name: value for name in ("department", "site") if (value := getattr(narrowed, name))}
        people = Position.objects.filter(organisation=organisation, **where).values("membership")
        sets = sets.annotate(concerned=Exists(seats.members().at(since, until).filter(membership__in=people)))
    return sets.annotate(next_starts_at=Subquery(coming.values("starts_at")[:1])).order_by(
        F("closed_at").desc(nulls_first=True), "name", "pk"
    )


class _Counted:
    """What one statement counts, by the time it fell into and by set."""

    def __init__(self, narrowed: Narrowed, sets: Sequence[LearningSet]) -> None:
        self._narrowed, self._sets = narrowed, sets
        self._met: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        self.seats: dict[int, Seats] = defaultdict(Seats)
        self.seats_of: dict[int, Seats] = defaultdict(Seats)
        self.members: dict[int, int] = defaultdict(int)
        self.people = 0

    def ask(self, organisation: Organisation, *, times: Sequence[tuple[datetime, datetime]], now: datetime) -> None:
        narrowed = self._narrowed
        (since, _first), (_second, until) = times[:2]
        asked = {
            "here": organisation.pk,
            "sets": [each.pk for each in self._sets] if narrowed.to_sets else None,
            "department": narrowed.department,
            "site": narrowed.site,
            "begins": [since, *(begin for begin, _end in times[2:])],
            "sinces": [begin for begin, _end in times],
            "untils": [end for _begin, end in times],
            "since": since,
            "until": until,
            "now": now,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement(to_sets=narrowed.to_sets, to_people=narrowed.to_people), asked)
            for what, learning_set, part, *counts in cursor.fetchall():
                self._take(what, learning_set, part, counts)

    def _take(self, what: str, learning_set: int, part: int, counts: list[int]) -> None:
        if what == "now":
            self.people = counts[0]
        elif what == "seats":
            self.seats[part] = Seats(*counts[:4])
        elif what == "set":
            self.seats_of[learning_set], self.members[learning_set] = Seats(*counts[:4]), counts[4]
        else:
            self._met[part][learning_set].update(zip(COUNTS[what], counts, strict=False))

    def meetings(self, *parts: int, learning_set: int | None = None) -> Meetings:
        return Meetings.together(
            Meetings(**counts)
            for part in parts
            for counts in (
                self._met[part].values() if learning_set is None else [self._met[part].get(learning_set, {})]
            )
        )
