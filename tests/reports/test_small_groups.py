"""Drill 16: no count about conduct is shown of a few people, and none can be worked out by taking one from another."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from actions.models import Action, ActionPlan
from organisations import operations
from organisations.models import Membership, Organisation, OrganisationRole
from reports.filters import Narrowed
from reports.hiding import Group, cells_of, quarter_shown
from reports.queries import Conduct, conduct_of
from sessions.models import Session
from sets.models import LearningSet, Programme, SetMembership
from tests.cast import ZONE, Cast, entering, make_user
from tests.wall.tables import fetch

Seeding = Callable[[], AbstractContextManager[None]]
QUARTERS = (date(2026, 1, 1), date(2026, 4, 1))
DOOR = "SELECT cell, people, decided, closed, let_go, median_days FROM count_set_facts(%s, %s, %s)"


@dataclass
class Planted:
    """Sets by their address, and who did something in which quarter."""

    sets: dict[str, LearningSet]
    acted: dict[date, dict[int, set[int]]]

    def people_of(self, sets: frozenset[int], quarter: date) -> set[int]:
        return set().union(*(self.acted[quarter].get(each, set()) for each in sets))


def _group(key: int, people: int, sets: int, *, first: int = 0) -> Group:
    mine = range(100 * key + first, 100 * key + first + people)
    return Group(frozenset({key}), frozenset(mine), frozenset(range(10 * key, 10 * key + sets)))


# Which cells there are


def test_a_small_group_goes_with_another_so_that_the_rest_says_nothing() -> None:
    cells = cells_of([_group(1, 40, 5), _group(2, 12, 2), _group(3, 4, 1)])
    assert [sorted(each.keys) for each in cells] == [[1], [2, 3]]  # without 2, all less 1 and 2 would be 3


def test_two_small_groups_together_are_enough() -> None:
    cells = cells_of([_group(1, 40, 5), _group(2, 12, 1), _group(3, 4, 1)])
    assert [sorted(each.keys) for each in cells] == [[1], [2, 3]]


def test_few_people_are_not_shown_in_however_many_sets_and_many_not_in_one() -> None:
    assert cells_of([_group(1, 9, 9)]) == []
    assert cells_of([_group(1, 90, 1)]) == []
    assert cells_of([_group(1, 30, 3)], least_people=31) == []
    assert len(cells_of([_group(1, 10, 2)])) == 1


def test_somebody_in_two_groups_is_one_person() -> None:
    mine = _group(1, 6, 1)
    again = Group(frozenset({2}), mine.people, frozenset({77}))
    assert cells_of([mine, again]) == []


def test_a_quarter_is_shown_once_it_is_over() -> None:
    assert quarter_shown(date(2027, 5, 9), today=date(2027, 5, 9)) == date(2027, 1, 1)
    assert quarter_shown(date(2027, 2, 1), today=date(2028, 5, 9)) == date(2026, 10, 1)


# The door


def plant(cast: Cast, sizes: dict[str, list[int]]) -> Planted:
    """For each programme its sets with so many members, most of whom decide and close something in each quarter."""
    dice = random.Random(16)
    planted = Planted({}, {quarter: {} for quarter in QUARTERS})
    for name, members in sizes.items():
        programme = Programme.objects.create(
            organisation=cast.harbour,
            slug=name,
            name=name.title(),
            founded_by=cast.olga,
            founded_at=_at(QUARTERS[0], -9),
        )
        for number, size in enumerate(members):
            slug = f"{name}-{number}"
            learning_set = LearningSet.objects.create(
                organisation=cast.harbour,
                slug=slug,
                name=slug.title(),
                time_zone=ZONE,
                programme=programme,
                founded_by=cast.olga,
                founded_at=_at(QUARTERS[0], -9),
                running_at=_at(QUARTERS[0], -9),
            )
            planted.sets[slug] = learning_set
            session = _session(learning_set)
            for place in range(size):
                member = _member(cast, learning_set, f"{slug}-{place}@harbour.example")
                plan = ActionPlan.objects.create(
                    organisation=cast.harbour,
                    learning_set=learning_set,
                    session=session,
                    person=member.person,
                    outcome="actions",
                    written_at=_at(QUARTERS[0]),
                )
                for position, quarter in enumerate(QUARTERS, start=1):
                    _act(plan, position, quarter, days=dice.randrange(20, 60), gone=dice.random() < 0.3)
                    planted.acted[quarter].setdefault(learning_set.pk, set()).add(member.person_id)
    return planted


def _at(quarter: date, days: float = 1) -> datetime:
    return datetime(quarter.year, quarter.month, 1, 12, tzinfo=UTC) + timedelta(days=days)


def _session(learning_set: LearningSet) -> Session:
    starts_at = _at(QUARTERS[0])
    return Session.objects.create(
        organisation=learning_set.organisation,
        learning_set=learning_set,
        number=1,
        local_date=starts_at.date(),
        local_time=starts_at.time(),
        time_zone="UTC",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=3),
        planned_at=_at(QUARTERS[0], -9),
        held_at=starts_at,
    )


def _member(cast: Cast, learning_set: LearningSet, address: str) -> Membership:
    user = make_user(address)
    member = Membership.objects.create(
        organisation=cast.harbour,
        person=user,
        name=address.partition("@")[0],
        roles=[OrganisationRole.MEMBER],
        started_at=_at(QUARTERS[0], -9),
    )
    SetMembership.objects.create(
        organisation=cast.harbour,
        learning_set=learning_set,
        membership=member,
        person=user,
        role="member",
        started_at=_at(QUARTERS[0], -5),
    )
    return member


def _act(plan: ActionPlan, position: int, quarter: date, *, days: int, gone: bool) -> None:
    decided = _at(quarter)
    Action.objects.create(
        organisation=plan.organisation,
        learning_set=plan.learning_set,
        plan=plan,
        person=plan.person,
        position=position,
        decided_at=decided,
        done_at=None if gone else decided + timedelta(days=days),
        let_go_at=decided + timedelta(days=days) if gone else None,
    )


def _asked(sets: list[LearningSet], *, quarter: date = QUARTERS[0]) -> list[Any]:
    return fetch(DOOR, [[1] * len(sets), [each.pk for each in sets], quarter])


def _ask_for(cast: Cast, people: int, several: int) -> None:
    """What the owner decides on the page of settings."""
    with entering(cast.olga):
        cast.harbour.least_people, cast.harbour.least_sets = people, several
        operations.change_settings(cast.harbour, outside=False, by=cast.olga, at=_at(QUARTERS[1]))


@pytest.mark.django_db
def test_the_door_keeps_its_thresholds_whatever_it_is_asked(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        planted = plant(cast, {"docks": [5, 5, 11, 4]})
    five, six, eleven, four = planted.sets.values()
    with entering(cast.dora):
        assert len(_asked([five, six])) == 1
        assert _asked([five, four]) == []  # nine people in two sets
        assert _asked([eleven]) == []  # eleven people in one
        assert _asked([eleven, eleven]) == []  # the same twice is one
        assert _asked([five, six], quarter=date(2026, 1, 2)) == []  # a quarter is a quarter
        assert _asked([five, six], quarter=date(2026, 2, 1)) == []
    for nobody in (cast.alice, cast.bob):
        with entering(nobody):
            assert _asked([five, six]) == []
    with entering(cast.nora):
        assert _asked([five, six]) == []  # another organisation's owner


@pytest.mark.django_db
def test_the_door_hides_a_second_cell_itself_and_answers_none_that_overlap(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        planted = plant(cast, {"docks": [5, 6, 5, 7, 4, 5]})
    one, two, three, four, five, six = (each.pk for each in planted.sets.values())

    def answered(*cells: list[int]) -> dict[int | None, int]:
        pairs = [(cell, each) for cell, sets in enumerate(cells, start=1) for each in sets]
        rows = fetch(DOOR, [[cell for cell, _set in pairs], [each for _cell, each in pairs], QUARTERS[0]])
        return {cell: people for cell, people, *_counts in rows}

    with entering(cast.dora):
        assert answered([one, two], [three, four]) == {1: 11, 2: 12, None: 23}
        assert answered([one, two], [three, four], [five, six]) == {None: 32}  # nine are in the third
        assert answered([one, two], [three, four], [0, -1]) == {None: 23}  # nobody is: it is refused as if few were
        assert answered([one, two, three], [one, two, three, four]) == {}  # the second less the first is one set
        assert answered([five, six], [five, six]) == {}


@pytest.mark.django_db
def test_the_door_looks_up_itself_how_many_the_organisation_asks_for(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        planted = plant(cast, {"docks": [5, 7, 11]})
    sets = list(planted.sets.values())
    for people, several, answered in ((12, 2, (True, True)), (13, 2, (False, True)), (10, 3, (False, True))):
        _ask_for(cast, people, several)
        with entering(cast.dora):
            assert (bool(_asked(sets[:2])), bool(_asked(sets))) == answered, (people, several)
    _ask_for(cast, 24, 2)
    with entering(cast.dora):
        assert _asked(sets) == []


@pytest.mark.django_db
def test_nobody_asks_for_fewer_than_ten_in_two(cast: Cast) -> None:
    for few in ({"least_people": 9}, {"least_sets": 1}):
        with entering(cast.olga), pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(pk=cast.harbour.pk).update(**few)
    with entering(cast.dora):
        # HR reads them and cannot change them.
        assert Organisation.objects.filter(pk=cast.harbour.pk).update(least_people=20) == 0


def test_cells_of_higher_numbers_are_whole_cells_of_lower_ones() -> None:
    """Mole has three people, and goes with Docks; asked for three sets, it must not go with Wharf instead."""
    groups = [_group(1, 3, 1), _group(2, 11, 5), _group(3, 12, 2), _group(4, 40, 4)]
    assert [sorted(each.keys) for each in cells_of(groups)] == [[3], [4], [1, 2]]
    assert [sorted(each.keys) for each in cells_of(groups, least_sets=3)] == [[4], [1, 2, 3]]
    dice = random.Random(20)
    for _table in range(300):
        groups = [_group(key, dice.randrange(1, 30), dice.randrange(1, 6)) for key in range(1, 8)]
        tables = [
            cells_of(groups, least_people=dice.randrange(10, 25), least_sets=dice.randrange(2, 6)) for _time in range(4)
        ]
        for coarse, fine in product([each for each in tables if each], repeat=2):
            one, other = (coarse, fine) if len(coarse) <= len(fine) else (fine, coarse)
            assert all(any(cell.sets <= big.sets for big in one) for cell in other)


@pytest.mark.django_db
def test_the_days_are_said_of_as_many_who_closed(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        planted = plant(cast, {"docks": [6, 6]})
        kept = Action.objects.filter(learning_set__in=planted.sets.values(), decided_at=_at(QUARTERS[0]))
        still_open = list(kept.values_list("pk", flat=True)[:3])
    both = list(planted.sets.values())
    with entering(cast.dora):
        ((_cell, people, decided, closed, _gone, days),) = _asked(both)
    assert (people, decided, closed, days is not None) == (12, 12, 12, True)
    with seeding():
        Action.objects.filter(pk__in=still_open).update(done_at=None, let_go_at=None)
    with entering(cast.dora):
        ((_cell, people, decided, closed, _gone, days),) = _asked(both)
    assert (people, decided, closed, days) == (12, 12, 9, None)


@pytest.mark.django_db
def test_where_one_cell_is_refused_only_the_whole_is_shown(cast: Cast, seeding: Seeding) -> None:
    """Twelve are in Wharf, but nine did something: all less Docks would say what the nine did."""
    with seeding():
        planted = plant(cast, {"docks": [8, 8], "wharf": [6, 6]})
        quiet = planted.sets["wharf-0"]
        idle = list(SetMembership.objects.filter(learning_set=quiet).values_list("person", flat=True)[:3])
        Action.objects.filter(person__in=idle).delete()
    with entering(cast.dora):
        rows = conduct_of(cast.harbour, quarter=QUARTERS[0], narrowed=Narrowed())
        assert [(row.is_all, row.decided) for row in rows] == [(True, 16 + 9)]
        assert conduct_of(cast.harbour, quarter=QUARTERS[0], narrowed=Narrowed(programme="docks")) == []


@pytest.mark.django_db
def test_two_hundred_pairs_of_filters_give_no_few_away(cast: Cast, seeding: Seeding) -> None:
    """Differencing, sums, sibling slices, one filter after another, and the owner who asks for more and for less again:
    what can be worked out is of many, or of nobody."""
    with seeding():
        planted = plant(
            cast, {"docks": [7, 6, 5], "wharf": [6, 7], "pier": [4], "mole": [3], "lock": [6, 6], "weir": [4, 4, 3]}
        )
    dice = random.Random(61)
    shown: set[tuple[date, frozenset[int], int]] = set()
    for people, several in ((10, 2), (13, 2), (10, 3), (14, 4), (10, 2)):
        _ask_for(cast, people, several)
        rows = 0
        with entering(cast.dora):
            for _pair in range(40):
                for filtered in (_at_random(dice), _at_random(dice)):
                    quarter = dice.choice(QUARTERS)
                    for row in conduct_of(cast.harbour, quarter=quarter, narrowed=filtered):
                        rows += 1
                        shown.add((quarter, row.group.sets, row.decided))
        assert rows > 20, "Nothing was shown, so nothing could leak."
    assert {quarter for quarter, _sets, _n in shown} == set(QUARTERS)
    for quarter in QUARTERS:
        _nothing_of_a_few(planted, quarter, {sets for when, sets, _n in shown if when == quarter})


def _at_random(dice: random.Random) -> Narrowed:
    chosen = {
        "programme": ["docks", "wharf", "pier", "mole", "lock", "nowhere"],
        "set": ["docks-0", "pier-0"],
        "department": ["Care"],
        "site": ["Pier"],
        "purpose": ["Lead"],
        "facilitator": ["1"],
    }
    odds = {"programme": 0.6}
    return Narrowed(**{key: dice.choice(of) for key, of in chosen.items() if dice.random() < odds.get(key, 0.06)})


def _nothing_of_a_few(planted: Planted, quarter: date, known: set[frozenset[int]]) -> None:
    """All that sums and differences reach, until nothing new comes."""
    reached = dict.fromkeys(known)
    grew = True
    while grew:
        grew = False
        for one, other in combinations(list(reached), 2):
            found = [one | other] if not one & other else []
            found += [big - small for big, small in ((one, other), (other, one)) if small < big]
            for each in found:
                if each not in reached:
                    reached[each], grew = None, True
    assert len(reached) > 2
    for each in reached:
        doing = [planted.acted[quarter][one] for one in each if one in planted.acted[quarter]]
        assert not doing or (len(planted.people_of(each, quarter)) >= 10 and len(doing) >= 2), each


@pytest.mark.django_db
def test_a_quarter_that_is_over_does_not_change_with_who_joins(cast: Cast, seeding: Seeding) -> None:
    """Before and after: the day on which somebody joins and acts leaves what is shown as it was."""
    with seeding():
        planted = plant(cast, {"docks": [7, 6], "wharf": [6, 7]})

    def shown() -> list[Conduct]:
        with entering(cast.dora):
            return conduct_of(cast.harbour, quarter=QUARTERS[0], narrowed=Narrowed())

    before = shown()
    assert len(before) == 3
    docks = planted.sets["docks-0"]
    with seeding():
        late = _at(date(2026, 7, 1))
        member = _member(cast, docks, "late@harbour.example")
        SetMembership.objects.filter(person=member.person_id).update(started_at=late)
        plan = ActionPlan.objects.filter(learning_set=docks).first()
        Action.objects.create(
            organisation=cast.harbour,
            learning_set=docks,
            plan=plan,
            person=member.person,
            position=3,
            decided_at=late,
        )
    assert shown() == before
