"""Three ways of counting that must agree: by hand, naively in Python, and the statement that the pages use."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from organisations.models import CostRate, Membership, Position
from reports.costs import Money
from reports.filters import Narrowed
from reports.measures import MEASURES, Figures, Meetings, Seats, Tally
from reports.queries import Report, participation
from sessions.models import Attendance, Session, SessionMove
from sets.models import LearningSet, Programme, SetMembership
from tests.cast import ZONE, Cast

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
DAY = timedelta(days=1)
START = datetime(2027, 6, 1, tzinfo=UTC)
NOW = START + 60 * DAY


@dataclass
class History:
    """What happened, as plain rows; days count from the start, None is never."""

    sets: list[dict[str, Any]] = field(default_factory=list)

    def save(self, cast: Cast) -> None:
        CostRate.objects.all().delete()  # tests/reports/test_costs.py reckons
        people = {
            name: Membership.objects.create(
                organisation=cast.harbour,
                person=member.person,
                name=name,
                roles=["member"],
                started_at=START - 99 * DAY,
                ended_at=START - 98 * DAY,
            )
            for name, member in zip(PEOPLE, (cast.bob, cast.greta, cast.erin, cast.hugo), strict=True)
        }
        for name, member in people.items():
            Position.objects.create(
                organisation=cast.harbour, membership=member, person=member.person, department=PEOPLE[name]
            )
        programme = Programme.objects.create(
            organisation=cast.harbour, slug="counted", name="Counted", founded_by=cast.olga, founded_at=START - 99 * DAY
        )
        for place, each in enumerate(self.sets):
            learning_set = LearningSet.objects.create(
                organisation=cast.harbour,
                slug=f"counted-{place}",
                name=f"Counted {place}",
                time_zone=ZONE,
                programme=programme if each["in_programme"] else None,
                founded_by=cast.olga,
                founded_at=START - 99 * DAY,
                running_at=START - 99 * DAY,
                closed_at=_day(each["closed"]),
            )
            here = {"organisation": cast.harbour, "learning_set": learning_set}
            for name, since, until in each["seats"]:
                SetMembership.objects.create(
                    **here,
                    membership=people[name],
                    person=people[name].person,
                    role="member",
                    started_at=_day(since),
                    ended_at=_day(until),
                )
            for number, met in enumerate(each["sessions"], start=1):
                self._meet(here, people, number, met)

    def _meet(self, here: dict[str, Any], people: dict[str, Membership], number: int, met: dict[str, Any]) -> None:
        starts_at = START + met["day"] * DAY
        session = Session.objects.create(
            **here,
            number=number,
            local_date=starts_at.date(),
            local_time=starts_at.time(),
            time_zone="UTC",
            minutes=met["minutes"],
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=met["minutes"]),
            planned_at=START - 99 * DAY,
            held_at=starts_at if met["state"] == "held" else None,
            cancelled_at=starts_at if met["state"] == "cancelled" else None,
        )
        for name, mark in met["marks"].items():
            Attendance.objects.create(
                **here, session=session, membership=people[name], person=people[name].person, mark=mark, marked_at=NOW
            )
        for moved in met["moves"]:
            for _twin in range(1 if moved > 0 else 2):
                SessionMove.objects.create(
                    **here,
                    session=session,
                    moved_from=starts_at,
                    reason="work",
                    moved_at=starts_at - (50 + abs(moved)) * DAY,
                )


PEOPLE = {"Ann": "Care", "Ben": "Care", "Cy": "Estates", "Di": "Finance"}


def _day(number: int | None) -> datetime | None:
    return None if number is None else START + number * DAY


def _naive(history: History, since: int, until: int, *, programme: bool, department: str) -> Figures:
    """As somebody would count who has never seen SQL."""
    meetings, everybody, seats, joined, left = dict.fromkeys(
        ["planned", "held", "moved", "cancelled", "marked", "came", "apologised", "disputed", "minutes"], 0
    ), set(), 0, 0, 0  # fmt: skip
    counted = [name for name, works in PEOPLE.items() if not department or works == department]
    for each in history.sets:
        if programme and not each["in_programme"]:
            continue
        for name, begins, ends in each["seats"]:
            ended = ends is not None and ends < until and (each["closed"] is None or ends < each["closed"])
            over = (ends is not None and ends < since) or (
                each["closed"] is not None and each["closed"] <= max(since, begins)
            )
            if name in counted and begins < until and not over:
                everybody.add(name)
                seats, joined, left = seats + 1, joined + (begins >= since), left + ended
        for met in each["sessions"]:
            if not since <= met["day"] < until:
                continue
            ends_day = met["day"] + met["minutes"] / 60 / 24
            marks = [mark for name, mark in met["marks"].items() if name in counted]
            if met["state"] != "cancelled":
                meetings["marked"] += len(marks)
                meetings["came"] += marks.count("came")
                meetings["apologised"] += marks.count("apologised")
                meetings["minutes"] += marks.count("came") * met["minutes"]
            there = [
                name
                for name, begins, ends in each["seats"]
                if name in counted and begins < ends_day and (ends is None or ends > met["day"])
            ]
            if department and not there:
                continue
            meetings["planned"] += met["state"] != "open" or START + ends_day * DAY < NOW
            meetings["held"] += met["state"] == "held"
            meetings["cancelled"] += met["state"] == "cancelled"
            meetings["moved"] += len({moved for moved in met["moves"] if moved > 0})
    return Figures(Meetings(**meetings), Seats(len(everybody), seats, joined, left))


def _counted(cast: Cast, since: int, until: int, parts: list[int], *, programme: bool, department: str) -> Report:
    return participation(
        cast.harbour,
        since=START + since * DAY,
        until=START + until * DAY,
        now=NOW,
        narrowed=Narrowed(programme="counted" if programme else "", department=department),
        parts=[START + part * DAY for part in parts],
    )


def test_a_small_history_is_counted_as_it_is_by_hand(cast: Cast, seeding: Seeding) -> None:
    """MARKED. Ten days. One set that Ann and Ben sit in throughout; Cy comes on day 3, Ben leaves on day 6.

    Day 1: 120 minutes, held; Ann came, Ben sent apologies.            marks 2, came 1, apologised 1, minutes 120
    Day 4: 90 minutes, held, moved once; Ann came, Ben absent, Cy came. marks 3, came 2, minutes 180
    Day 7: cancelled after all; what was marked does not count.         nothing
    Day 8: 60 minutes, past and never closed; nobody marked.            planned, not held
    Together: planned 4, held 2, moved 1, cancelled 1; attendance 3 of 5 = 60 %, commitment 4 of 5 = 80 %;
    300 minutes = 5 hours. Seats 3, joined 1 (Cy), left 1 (Ben): stayed 2 of 3. People 3.
    """
    history = History(
        [
            {
                "in_programme": True,
                "closed": None,
                "seats": [("Ann", -5, None), ("Ben", -5, 6), ("Cy", 3, None)],
                "sessions": [
                    _met(1, "held", 120, {"Ann": "came", "Ben": "apologised"}),
                    _met(4, "held", 90, {"Ann": "came", "Ben": "absent", "Cy": "came"}, moves=[3]),
                    _met(7, "cancelled", 90, {"Ann": "came"}),
                    _met(8, "open", 60, {}),
                ],
            }
        ]
    )
    with seeding():
        history.save(cast)
        report = _counted(cast, 0, 10, [], programme=True, department="")
    assert {each.key: each.of(report.now) for each in MEASURES} == {
        "attendance": Tally(3, 5),
        "commitment": Tally(4, 5),
        "planned": 4,
        "held": Tally(2, 4),
        "moved": 1,
        "cancelled": 1,
        "people": 3,
        "joined": 1,
        "left": 1,
        "stayed": Tally(2, 3),
        "hours": 5,
        "cost": Money(),
        "cost_each_time": Money(),
    }
    assert (report.now.meetings.shares.attendance.percent, report.now.meetings.shares.commitment.percent) == (60, 80)


def _met(day: int, state: str, minutes: int, marks: dict[str, str], moves: list[int] | None = None) -> dict[str, Any]:
    return {"day": day, "state": state, "minutes": minutes, "marks": marks, "moves": moves or []}


_marks = st.dictionaries(st.sampled_from(list(PEOPLE)), st.sampled_from(["came", "apologised", "absent"]))
_sessions = st.builds(
    _met,
    st.integers(-20, 70),
    st.sampled_from(["held", "cancelled", "open"]),
    st.sampled_from([60, 90, 180]),
    _marks,
    st.lists(st.integers(-4, 4).filter(bool), unique_by=abs, max_size=3),
)


@st.composite
def _seats(draw: Any) -> list[tuple[str, int, int | None]]:
    found = []
    for name in draw(st.lists(st.sampled_from(list(PEOPLE)), unique=True)):
        begins = draw(st.integers(-30, 40))
        found.append((name, begins, draw(st.none() | st.integers(begins, 60))))
    return found


_sets = st.fixed_dictionaries(
    {
        "in_programme": st.booleans(),
        "closed": st.none() | st.integers(-5, 60),
        "seats": _seats(),
        "sessions": st.lists(_sessions, max_size=4),
    }
)


_SEATED_AS_IT_CLOSED = {"in_programme": True, "closed": 1, "seats": [("Ann", 1, None), ("Ben", 0, 1)], "sessions": []}


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    sets=st.lists(_sets, min_size=1, max_size=3),
    cut=st.lists(st.integers(1, 29), unique=True, max_size=2).map(sorted),
    programme=st.booleans(),
    department=st.sampled_from(["", "Care", "Estates"]),
)
@example(sets=[_SEATED_AS_IT_CLOSED], cut=[1], programme=True, department="")
def test_a_naive_count_in_python_agrees_on_any_history(
    cast: Cast, seeding: Seeding, sets: list[Any], cut: list[int], programme: bool, department: str
) -> None:
    history, narrowed = History(sets), {"programme": programme or not department, "department": department}
    with _thrown_away(), seeding():
        history.save(cast)
        report = _counted(cast, 0, 30, cut, **narrowed)  # type: ignore[arg-type]
        rows = {row.learning_set.name: row for row in report.sets}
        look = report.worth_a_look
    assert report.now == _naive(history, 0, 30, **narrowed)  # type: ignore[arg-type]
    assert report.before == _naive(history, -30, 0, **narrowed)  # type: ignore[arg-type]
    edges = [0, *cut, 30]
    assert (
        report.parts
        == [
            _naive(history, since, until, **narrowed)  # type: ignore[arg-type]
            for since, until in zip(edges, edges[1:], strict=False)
        ]
    )
    listed = {f"Counted {place}": each for place, each in enumerate(sets) if _is_listed(each, **narrowed)}  # type: ignore[arg-type]
    alone = {name: _naive(History([each]), 0, 30, **narrowed) for name, each in listed.items()}  # type: ignore[arg-type]
    assert {name: Figures(row.figures, row.seats) for name, row in rows.items()} == alone
    members = {name: sum(until is None for _name, _since, until in each["seats"]) for name, each in listed.items()}
    assert {name: row.members for name, row in rows.items()} == members
    running = [name for name, each in listed.items() if each["closed"] is None]
    assert (report.states["running"], report.states["closed"]) == (len(running), len(listed) - len(running))  # type: ignore[index]
    needing = [name for name in running if not any(map(_is_to_come, listed[name]["sessions"]))]
    assert [name for name, row in rows.items() if row.needs_date] == needing
    assert report.sets_needing_a_date == len(needing)
    cancelled = [name for name in running if alone[name].meetings.cancelled >= 2]
    thin = [name for name in running if members[name] < 4]
    assert (look and look.name) == next(iter([*needing, *cancelled, *thin]), None)


def _is_listed(each: dict[str, Any], *, programme: bool, department: str) -> bool:
    """With a department, where one of its people was a member for some of the period."""
    return (each["in_programme"] or not programme) and (
        not department
        or any(
            PEOPLE[name] == department and since < 30 and (until is None or until > 0)
            for name, since, until in each["seats"]
        )
    )


def _is_to_come(met: dict[str, Any]) -> bool:
    return met["state"] == "open" and START + met["day"] * DAY + timedelta(minutes=met["minutes"]) > NOW


@contextmanager
def _thrown_away() -> Iterator[None]:
    """One example leaves nothing for the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
