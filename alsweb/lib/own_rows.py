"""A person's own rows, told to that person: each app registers how a row of its models is told.

Registered are facts; the words that hang on a fact come along with it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils.functional import Promise

from alsweb.lib.sealed_rows import words_of
from alsweb.lib.tenancy.rows import Readers, Who, kind_of

Told = Callable[[Mapping[str, Any]], str]


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

    @property
    def name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.mine}"

    @property
    def readers(self) -> Readers:
        return kind_of(self.model).readers()


_registered: dict[str, OwnRows] = {}


def register(*several: OwnRows) -> None:
    """Make known how rows are told. Raise ValueError where the same are told already."""
    for each in several:
        if _registered.setdefault(each.name, each) is not each:
            raise ValueError(f"Two ways to tell {each.name}.")


def registered() -> list[OwnRows]:
    return list(_registered.values())


def own_rows(
    person: int, *, organisation: int, learning_set: int, seen_by_hr: bool = False
) -> QuerySet[Any, tuple[str, int, datetime, dict[str, Any]]]:
    """Name, number, moment and needs of each row of this person's in a set and its organisation, newest first.

    One statement, however many models there are; `tell` puts them into sentences.
    """
    found = [
        each.model._default_manager.filter(
            **{"organisation": organisation, each.mine: person}, **({each.of_set: learning_set} if each.of_set else {})
        )
        .order_by()
        .annotate(
            own_name=Value(each.name),
            own_pk=F("pk"),
            own_when=F(each.when) if isinstance(each.when, str) else each.when,
            own_needs=JSONObject(**each.needs),
        )
        .values_list("own_name", "own_pk", "own_when", "own_needs")
        for each in _registered.values()
        if not seen_by_hr or each.readers.hr is not Who.NOBODY
    ]
    every: QuerySet[Any, tuple[str, int, datetime, dict[str, Any]]] = found[0].union(*found[1:], all=True)
    return every.order_by(F("own_when").desc(nulls_last=True), "own_name", "-own_pk")


@dataclass(frozen=True)
class Own:
    """One row of a person's, told."""

    rows: OwnRows
    at: datetime | None
    told: str
    words: list[models.Model]
    """What was said with it; its sealed fields open when they are read."""


def tell(found: Iterable[tuple[str, int, datetime, dict[str, Any]]]) -> list[Own]:
    """These rows of `own_rows` as sentences with their words: one statement more."""
    found = list(found)
    words = words_of(
        {
            model: [pk for other, pk, _at, _needs in found if other == rows.name]
            for rows in _registered.values()
            for model in rows.words
        }
    )
    return [
        Own(
            rows=(rows := _registered[name]),
            at=at,
            told=rows.told(needs),
            words=[words[model, pk] for model in rows.words if (model, pk) in words],
        )
        for name, pk, at, needs in found
    ]
