"""A person's own rows, told to that person: each app registers how a row of its models is told.

Registered are facts; the words that hang on a fact come along with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, JSONObject
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from alsweb.lib.sealed_rows import words_of
from alsweb.lib.tenancy.rows import Readers, Who, kind_of

Told = Callable[[Mapping[str, Any]], str]
Found = tuple[str, int, datetime | None, dict[str, Any], int | None]
"""Name, number, moment and needs of a row, and its set where it has one."""
_NO_SET = Cast(Value(None), BigIntegerField())


@dataclass(frozen=True)
class OwnRows:
    """One way in which a model's rows are somebody's own."""

    model: type[models.Model]
    when: str | Combinable
    told: Told
    """A sentence without its subject, so that it is the same for everybody who may read it."""
    needs: Mapping[str, str | Combinable]
    """What `told` is given, by name; dates come as ISO 8601."""
    mine: str = "person"
    """The lookup of whose row it is."""
    of_set: str = "learning_set"
    """The lookup of its set; empty for what is about all of the organisation."""
    words: tuple[type[models.Model], ...] = ()
    besides: str | Promise = ""
    """What others learn without reading the row, as by a count."""
    names_others: tuple[str, ...] = ()
    """Those of its needs that name somebody else."""

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.mine}"

    @property
    def readers(self) -> Readers:
        return kind_of(self.model).readers(self.model())


_registered: dict[str, OwnRows] = {}


def register(*several: OwnRows) -> None:
    """Make known how rows are told. Raise ValueError where the same are told already."""
    for each in several:
        if _registered.setdefault(each.name, each) is not each:
            raise ValueError(f"Two ways to tell {each.name}.")


def registered() -> list[OwnRows]:
    return list(_registered.values())


def own_rows(
    person: int, *, organisation: int, learning_set: int | None = None, seen_by_hr: bool = False
) -> QuerySet[Any, Found]:
    """Each row of this person's in a set and its organisation, newest first; without a set, in all that they were in.

    One statement, however many models there are; `tell` puts them into sentences.
    """
    found = [
        each.model._default_manager.filter(
            **{"organisation": organisation, each.mine: person},
            **({each.of_set: learning_set} if each.of_set and learning_set else {}),
        )
        .order_by()
        .annotate(
            own_name=Value(each.name),
            own_pk=F("pk"),
            own_when=F(each.when) if isinstance(each.when, str) else each.when,
            own_needs=JSONObject(**each.needs),
            own_set=F(each.of_set) if each.of_set else _NO_SET,
        )
        .values_list("own_name", "own_pk", "own_when", "own_needs", "own_set")
        for each in _registered.values()
        if not seen_by_hr or each.readers.hr is not Who.NOBODY
    ]
    every: QuerySet[Any, Found] = found[0].union(*found[1:], all=True)
    return every.order_by(F("own_when").desc(nulls_last=True), "own_name", "-own_pk")


@dataclass(frozen=True)
class Own:
    """One row of a person's, told."""

    rows: OwnRows
    at: datetime | None
    told: str
    words: list[models.Model]
    """What was said with it; its sealed fields open when they are read."""
    learning_set: int | None = None


def tell(found: Iterable[Found], *, naming: bool = True) -> list[Own]:
    """These rows of `own_rows` as sentences with their words: one statement more.

    Without `naming` others are “somebody”: what is one's own to take away says nothing of them.
    """
    found = list(found)
    words = words_of(
        {
            model: [pk for other, pk, _when, _needs, _set in found if other == rows.name]
            for rows in _registered.values()
            for model in rows.words
        }
    )
    return [
        Own(
            rows=(rows := _registered[name]),
            at=at,
            told=rows.told(needs if naming else _without_names(rows, needs)),
            words=[words[model, pk] for model in rows.words if (model, pk) in words],
            learning_set=learning_set,
        )
        for name, pk, at, needs, learning_set in found
    ]


def _without_names(rows: OwnRows, needs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _("somebody") if name in rows.names_others and value else value for name, value in needs.items()}
