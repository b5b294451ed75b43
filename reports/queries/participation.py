"""Participation, counted from organisation facts alone: who came and when, never what was said."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from django.db import connection

from organisations.models import CostRate, Organisation
from reports.costs import Costs, Rate, rate_at
from reports.filters import Narrowed
from reports.measures import Figures, Meetings, Seats
from reports.periods import Period
from reports.queries.costs import cost_rates, reckoned_with
from reports.queries.sets import SetRows
from reports.queries.statement import MEETINGS, asked, together
from sets.models import SetState


@dataclass(frozen=True)
class Report:
    people: int
    """Who are in open sets now."""
    now: Figures
    before: Figures
    parts: list[Figures]
    states: dict[SetState, int]
    sets_needing_a_date: int
    sets: SetRows
    worth_a_look: "WorthALook | None"

    @property
    def total(self) -> Meetings:
        return self.now.meetings


@dataclass(frozen=True)
class WorthALook:
    """A set without a next date, else one that cancelled often, else one below its fewest: by dates and numbers alone."""

    slug: str
    name: str
    learning_set: int
    claim: int
    cancelled: int
    planned: int
    members: int
    minimum: int

    @property
    def has_no_date(self) -> bool:
        return self.claim == 1

    @property
    def cancels(self) -> bool:
        return self.claim == 2


def of_period(
    organisation: Organisation,
    period: Period,
    *,
    now: datetime,
    narrowed: Narrowed | None = None,
    rates: Sequence[CostRate] | None = None,
) -> Report:
    """Figures of a period, part by part, and of the time before, by the organisation's own days."""
    zone = organisation.time_zone
    return participation(
        organisation,
        since=period.begins(zone),
        until=period.ends(zone),
        now=now,
        narrowed=narrowed,
        before=period.before.begins(zone),
        parts=[part.begins(zone) for part in period.parts[1:]],
        rates=rates,
    )


def participation(
    organisation: Organisation,
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    narrowed: Narrowed | None = None,
    parts: Sequence[datetime] = (),
    before: datetime | None = None,
    rates: Sequence[CostRate] | None = None,
) -> Report:
    """Figures of [since, until) together, of [before, since), and of the parts; one statement for rates, one for all
    figures, and one for each page of the sets that is looked at.

    `parts` are the instants after `since` at which a new part begins; `before` is as long before as the period is,
    if nothing else is said; `rates` are the organisation's, where the asker has them already.
    """
    narrowed = narrowed or Narrowed()
    before = before or since - (until - since)
    kept = [] if narrowed.to_people else cost_rates(organisation) if rates is None else rates
    reckoned = reckoned_with(organisation, kept)
    cuts = {each.begins for each in reckoned if before < each.begins < until}
    counted = _Counted(sorted({before, since, *parts, until} | cuts), reckoned)
    terms = asked(organisation, narrowed, begins=counted.begins, since=since, now=now, costed=bool(reckoned))
    with connection.cursor() as cursor:
        cursor.execute(together(narrowed), terms)
        for what, numbers, said in cursor.fetchall():
            counted.take(what, numbers, said)
    return Report(
        people=counted.learning,
        now=counted.figures(since, until),
        before=counted.figures(before, since),
        parts=[counted.figures(*part) for part in pairwise([since, *parts, until])],
        states={state: counted.states[state][0] for state in SetState},
        sets_needing_a_date=sum(needing for _count, needing in counted.states.values()),
        sets=SetRows(organisation, narrowed, since, until, now, sum(count for count, _n in counted.states.values())),
        worth_a_look=counted.worth_a_look,
    )


class _Counted:
    """What the statement answers, by parts that are numbered from one; each begins where the one before ends."""

    def __init__(self, begins: Sequence[datetime], rates: Sequence[Rate]) -> None:
        self.begins, self._rates = begins, rates
        self.learning = 0
        self.worth_a_look: WorthALook | None = None
        self.states: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._meetings: dict[int, Meetings] = {}
        self._seats: list[tuple[int, int, int, int]] = []
        self._people: list[tuple[int, int]] = []
        self._led: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))

    def take(self, what: str, numbers: list[int], said: list[str] | None) -> None:
        match what, numbers:
            case "meetings", (part, *counts):
                self._meetings[part] = Meetings(**dict(zip(MEETINGS, counts, strict=True)))
            case "seats", (began, lasted, given_up, seats):
                self._seats.append((began, lasted, given_up, seats))
            case "people", (parts, people):
                self._people.append((parts, people))
            case "led", (part, sessions, days):
                self._led[part] = sessions, days
            case "learning", (people,):
                self.learning = people
            case "worth a look", _:
                slug, name = said or ("", "")
                self.worth_a_look = WorthALook(slug, name, *(number or 0 for number in numbers))
            case state, (sets, needing):
                self.states[state] = sets, needing

    def figures(self, since: datetime, until: datetime) -> Figures:
        """Of a time that begins and ends with parts."""
        first, last = self.begins.index(since) + 1, self.begins.index(until)
        parts = range(first, last + 1)
        return Figures(
            Meetings.together(self._meetings[part] for part in parts),
            self._taken(first, last),
            sum((self._cost(part) for part in parts), Costs()),
        )

    def _cost(self, part: int) -> Costs:
        rate, met, (sessions, days) = rate_at(self._rates, self.begins[part - 1]), self._meetings[part], self._led[part]
        if rate is None or not (met.came or sessions):
            return Costs()
        return Costs(rate.cost_of(minutes=met.minutes, sessions=sessions, days=days), met.came)

    def _taken(self, first: int, last: int) -> Seats:
        seats = [each for each in self._seats if each[0] <= last and each[1] >= first]
        these = (2 << last) - (1 << first)
        return Seats(
            people=sum(people for parts, people in self._people if parts & these),
            seats=sum(count for *_when, count in seats),
            joined=sum(count for began, _lasted, _given_up, count in seats if began >= first),
            left=sum(count for _began, _lasted, given_up, count in seats if first <= given_up <= last),
        )
