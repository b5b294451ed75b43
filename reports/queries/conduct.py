"""Counts about what people do with their actions: through one door, of many people at once, of a quarter that is over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import reduce
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from alsweb.lib.composed import composed
from organisations.models import Organisation
from reports.filters import Narrowed
from reports.hiding import Group, cells_of, quarter_after
from sets.models import SetMembership

_NO_PROGRAMME = -1


@dataclass(frozen=True)
class Conduct:
    """Of these programmes together, or of the whole organisation; `days` is the median from deciding to closing."""

    programmes: tuple[str, ...]
    people: int
    decided: int
    closed: int
    let_go: int
    days: int | None
    is_all: bool
    group: Group

    @property
    def name(self) -> str:
        """`Docks and Wharf together`"""
        named = [each or _("sets of no programme") for each in self.programmes]
        return _("%(programmes)s together") % {"programmes": get_text_list(named, _("and"))} if named[1:] else named[0]


def conduct_of(organisation: Organisation, *, quarter: date, narrowed: Narrowed) -> list[Conduct]:
    """The whole organisation first, then its programmes where the door answers for each of them; two statements.

    Nothing that is narrowed down further is counted; a programme picks its row, and makes no new one.
    """
    if narrowed.beyond_programmes:
        return []
    groups, names = _groups(organisation, quarter)
    cells = cells_of(groups, least_people=organisation.least_people, least_sets=organisation.least_sets)
    if not cells:
        return []
    everybody = reduce(Group.__or__, cells)
    rows = []
    for cell, people, decided, closed, let_go, days in _answers(cells, quarter):
        group = everybody if cell is None else cells[cell]
        is_all = group == everybody
        programmes = () if is_all else tuple(sorted(names[key][1] for key in group.keys))
        rows.append(Conduct(programmes, people, decided, closed, let_go, days, is_all=is_all, group=group))
    if not narrowed.programme:
        return rows
    wanted = {key for key, (slug, _name) in names.items() if slug == narrowed.programme}
    return [row for row in rows if not row.is_all and wanted & row.group.keys]


def _groups(organisation: Organisation, quarter: date) -> tuple[list[Group], dict[int, tuple[str, str]]]:
    """By programme, who was in which of its sets in the quarter; and what the programmes are called."""
    since, until = _bounds(quarter)
    groups: list[Group] = []
    names: dict[int, tuple[str, str]] = {}
    for programme, slug, name, people, sets in _seated(organisation, since, until):
        key = programme or _NO_PROGRAMME
        names[key] = (slug or "", name or "")
        groups.append(Group(frozenset({key}), frozenset(people), frozenset(sets)))
    return groups, names


@composed
def _seated(organisation: Organisation, since: datetime, until: datetime) -> QuerySet[Any, Any]:
    return (
        SetMembership.objects.members()
        .filter(Q(ended_at=None) | Q(ended_at__gte=since), organisation=organisation, started_at__lt=until)
        .values_list("learning_set__programme", "learning_set__programme__slug", "learning_set__programme__name")
        .annotate(people=ArrayAgg("person"), sets=ArrayAgg("learning_set"))
    )


def _answers(cells: list[Group], quarter: date) -> list[tuple[Any, ...]]:
    """By the place of a cell in the list, that of the whole first, which has none. The door looks up itself how many
    people and sets the organisation asks for; where it refuses one cell it answers for the whole alone."""
    pairs = [(place, each) for place, cell in enumerate(cells) for each in cell.sets]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cell, people, decided, closed, let_go, median_days"
            " FROM count_set_facts(%s::integer[], %s::bigint[], %s) ORDER BY cell NULLS FIRST",
            [_array(place for place, _set in pairs), _array(each for _place, each in pairs), quarter],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _array(numbers: Iterable[int]) -> str:
    """As PostgreSQL writes it. Of a list psycopg would look at each number by itself, for as long as counting takes."""
    return f"{{{','.join(map(str, numbers))}}}"


def _bounds(quarter: date) -> tuple[datetime, datetime]:
    """In UTC, whatever zone the organisation says it is in: one that moved its quarters could compare two."""
    return (
        datetime.combine(quarter, time(0), UTC),
        datetime.combine(quarter_after(quarter), time(0), UTC),
    )
