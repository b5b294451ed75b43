"""Sets with their figures: a page of them, one of them, or all of them, one batch after another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, overload

from django.urls import reverse

from organisations.models import Organisation
from reports.filters import Narrowed
from reports.measures import Meetings, Seats
from reports.queries.statement import MEETINGS, SEATS, asked, by_set
from sets.models import LearningSet, SetState

_BATCH = 500


@dataclass(frozen=True)
class SetRow:
    learning_set: LearningSet
    next_starts_at: datetime | None
    figures: Meetings
    seats: Seats
    members: int
    """Now, whatever the period and whoever is chosen."""

    @property
    def address(self) -> str:
        return reverse("reports:set", args=[self.learning_set.organisation.slug, self.learning_set.slug])

    @property
    def needs_date(self) -> bool:
        return self.next_starts_at is None and self.is_running

    @property
    def is_running(self) -> bool:
        return self.learning_set.state is SetState.RUNNING


@dataclass(frozen=True)
class SetRows(Sequence[SetRow]):
    """Open ones by name, then those that closed, the last first. Nothing is asked for before it is looked at: one
    statement for a slice; whoever walks through all of them has a batch at a time in memory."""

    organisation: Organisation
    narrowed: Narrowed
    since: datetime
    until: datetime
    now: datetime
    count_of_all: int

    def __len__(self) -> int:
        return self.count_of_all

    @overload
    def __getitem__(self, which: int) -> SetRow: ...
    @overload
    def __getitem__(self, which: slice) -> list[SetRow]: ...
    def __getitem__(self, which: int | slice) -> SetRow | list[SetRow]:
        if isinstance(which, int):
            return self[which : which + 1][0]
        first, end, _step = which.indices(len(self))
        return self._asked(most=max(end - first, 0), skipped=first)

    def __iter__(self) -> Iterator[SetRow]:
        for first in range(0, len(self), _BATCH):
            yield from self[first : first + _BATCH]

    def _asked(self, *, most: int, skipped: int) -> list[SetRow]:
        values = {
            **asked(self.organisation, self.narrowed, begins=[self.since, self.until], since=self.since, now=self.now),
            "most": most,
            "skipped": skipped,
        }
        found: Any = LearningSet.objects.raw(by_set(self.narrowed), values)
        return [self._row(each) for each in found]

    def _row(self, found: Any) -> SetRow:
        found.organisation = self.organisation
        return SetRow(
            found,
            found.next_starts_at,
            Meetings(**dict(zip(MEETINGS, found.numbers, strict=True))),
            Seats(**dict(zip(SEATS, found.seats, strict=True))),
            found.members,
        )
