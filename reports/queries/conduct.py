"""Counts about what people do with their actions: through one door, of many people at once, of a quarter that is over."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import Q
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from organisations.models import Organisation
from reports.filters import Narrowed
from reports.hiding import Group, cells_of, quarter_after
from sets.models import SetMembership

_ALL, _NO_PROGRAMME = 0, -1


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
    everybody = Group(
        frozenset().union(*(each.keys for each in groups)),
        frozenset().union(*(each.people for each in groups)),
        frozenset().union(*(each.sets for each in groups)),
    )
    asked = {_ALL: everybody, **(dict(enumerate(cells, start=1)) if len(cells) > 1 else {})}
    answered = _answers(asked, quarter)
    if len(answered) < len(asked):
        # One that is missing could be worked out from the others.
        answered = {cell: row for cell, row in answered.items() if cell == _ALL}
    rows = [
        Conduct(
            tuple(sorted(names[key][1] for key in asked[cell].keys)) if cell != _ALL else (),
            *counts,
            is_all=cell == _ALL,
            group=asked[cell],
        )
        for cell, counts in sorted(answered.items())
    ]
    if not narrowed.programme:
        return rows
    wanted = {key for key, (slug, _name) in names.items() if slug == narrowed.programme}
    return [row for row in rows if not row.is_all and wanted & row.group.keys]


def _groups(organisation: Organisation, quarter: date) -> tuple[list[Group], dict[int, tuple[str, str]]]:
    """By programme, who was in which of its sets in the quarter; and what the programmes are called."""
    since, until = _bounds(quarter)
    rows: Any = (
        SetMembership.objects.members()
        .filter(Q(ended_at=None) | Q(ended_at__gte=since), organisation=organisation, started_at__lt=until)
        .values_list("learning_set__programme", "learning_set__programme__slug", "learning_set__programme__name")
        .annotate(people=ArrayAgg("person"), sets=ArrayAgg("learning_set"))
    )
    groups: list[Group] = []
    names: dict[int, tuple[str, str]] = {}
    for programme, slug, name, people, sets in rows:
        key = programme or _NO_PROGRAMME
        names[key] = (slug or "", name or "")
        groups.append(Group(frozenset({key}), frozenset(people), frozenset(sets)))
    return groups, names


def _answers(asked: dict[int, Group], quarter: date) -> dict[int, tuple[int, int, int, int, int | None]]:
    """The door looks up itself how many people and sets the organisation asks for."""
    pairs = [(cell, each) for cell, group in asked.items() for each in sorted(group.sets)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cell, people, decided, closed, let_go, median_days FROM count_set_facts(%s::integer[], %s::bigint[], %s)",
            [[cell for cell, _set in pairs], [each for _cell, each in pairs], quarter],
        )
        return {cell: (*counts,) for cell, *counts in cursor.fetchall()}


def _bounds(quarter: date) -> tuple[datetime, datetime]:
    """In UTC, whatever zone the organisation says it is in: one that moved its quarters could compare two."""
    return (
        datetime.combine(quarter, time(0), UTC),
        datetime.combine(quarter_after(quarter), time(0), UTC),
    )
