"""The mail in hand: of one process's lines one at a time hands over a mail, and notes first what became of the last.

That the last mail is settled and the next one begun is one commit. So a process that is killed leaves one mail in
doubt, however many lines it has. A server that thinks for long about a mail loses its line the turn: the others go
ahead beside it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic, sleep
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from notifications import leases
from notifications.leases import Outcome
from notifications.models import Notice, Refusal, RefusalCause

PATIENCE = 1.0
"""Seconds that a mail may be in the server's hand before the next line goes ahead beside it."""
POSTGRESQL_BACK_WITHIN = 300
"""Seconds for which a sender keeps in mind what it could not note."""

T = TypeVar("T")


@dataclass(frozen=True)
class Settlement:
    """What became of one notice, and who counts it; `refused` is an address that does not exist."""

    notice: Notice
    outcome: Outcome
    count: Callable[[bool], None]
    refused: str = ""

    def write(self) -> bool:
        """False where the lease was lost: then another sender says what became of it."""
        if not self.refused:
            return leases.settle(self.notice, self.outcome)
        with transaction.atomic():
            settled = leases.settle(self.notice, self.outcome)
            if settled:
                told = {"refused_at": self.outcome.at, "answer": self.outcome.reason, "cause": RefusalCause.REFUSED}
                Refusal.objects.update_or_create(address=self.refused, defaults=told)
        return settled


@dataclass
class Hand:
    _condition: threading.Condition = field(default_factory=threading.Condition)
    _taken_at: float | None = None
    _holder: object = None
    _unsettled: list[Settlement] = field(default_factory=list)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other line has a mail in hand, or has had it for too long."""
        mine = object()
        with self._condition:
            while self._taken_at is not None and (left := self._taken_at + PATIENCE - monotonic()) > 0:
                self._condition.wait(left)
            self._holder, self._taken_at = mine, monotonic()
        try:
            yield
        finally:
            with self._condition:
                if self._holder is mine:
                    self._holder = self._taken_at = None
                    self._condition.notify()

    def put(self, settlement: Settlement) -> None:
        """To be noted with the next mail that is begun, or by `settle`."""
        with self._condition:
            self._unsettled.append(settlement)

    def begin(self, notice: Notice, *, at: datetime, clock: Callable[[], datetime]) -> bool:
        """Note what became of the last mail and that this one goes to the server; false where another sender has it."""

        def write(taken: list[Settlement]) -> tuple[bool, list[bool]]:
            if len(taken) == 1 and not taken[0].refused:
                (last,) = taken
                begun, settled = leases.begin_after(
                    notice, at=at, clock=clock(), last=last.notice, outcome=last.outcome
                )
                return begun, [settled]
            with transaction.atomic():
                results = [each.write() for each in taken]
                return leases.begin(notice, at=at, clock=clock()), results

        return self._noting(write)

    def settle(self) -> None:
        """Note what is not noted yet, in a turn: a mail that is begun meanwhile would be in doubt beside it."""

        def write(taken: list[Settlement]) -> tuple[None, list[bool]]:
            with transaction.atomic():
                return None, [each.write() for each in taken]

        if self._unsettled:
            with self.turn():
                self._noting(write)

    def _noting(self, write: Callable[[list[Settlement]], tuple[T, list[bool]]]) -> T:
        with self._condition:
            taken, self._unsettled = self._unsettled, []
        give_up = monotonic() + POSTGRESQL_BACK_WITHIN
        while True:
            try:
                answer, results = write(taken)
            except (OperationalError, InterfaceError):
                # What the server took must not be forgotten while PostgreSQL is away: it would be sent again.
                if not taken or connection.in_atomic_block or monotonic() > give_up:
                    raise
                connection.close()
                sleep(0.2)
            else:
                for each, settled in zip(taken, results, strict=True):
                    each.count(settled)
                return answer


hand = Hand()
"""Of this process."""
