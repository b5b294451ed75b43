"""The sender: claims what is due, hands it to the mail server, and notes what became of it.

Several lines to the mail server work at once, each on a thread and with a connection to PostgreSQL of its own: while one
waits for an answer, the others make the next mails. Each mail costs one commit (`hand`).
"""

import logging
import random
import threading
from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections, transaction

from alsweb.lib.time import now
from notifications import leases
from notifications.delivery import Answer, Delivery, Line
from notifications.hand import Settlement, hand
from notifications.judgement import Hold, Readers, Send, digest_subject, judge, look_up, readers_of
from notifications.kinds import ToldLine, told_by
from notifications.leases import Outcome
from notifications.models import Notice, Sweep
from notifications.models.notice import DIGEST
from notifications.outbox import Due, plan_many

logger = logging.getLogger(__name__)

BATCH, FEW = 50, 10
"""How many are claimed at once, and how many wait yet when the next are."""
MAX_ATTEMPTS = 10
"""Some nine hours of refusals by the mail server. A server that cannot be reached at all counts for none."""
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=4)
SERVER_AWAY_RETRY = timedelta(seconds=20)
SECOND_COPY_AFTER = timedelta(seconds=60)
"""A mail that may have arrived is sent a second time, once."""
LINE_AFTER = 0.05
"""Seconds after which a second line is opened where mail still waits; a third and a fourth each after four times as long. A
few mails take one, a server that answers at once is busy with two, and one that hangs holds up no other for longer."""
KNOWN_FOR = 1.0
"""Seconds for which what was looked up for many at once is believed; whether a mail is still true is asked right before."""
HANGS_AFTER = 5.0
"""Seconds of one mail in the server's hand, after which a run whose other mails are done does not wait for it: its line settles it by itself."""


def send_due(
    at: datetime, *, clock: Callable[[], datetime] = now, at_most: int = 2000, within: timedelta = timedelta(seconds=50)
) -> Counter[str]:
    """Send what is due at `at`, over a few lines at once; say how many were sent, held, failed …

    `clock` is the real one, for leases; it differs from `at` in a replay only. Raise OperationalError where
    PostgreSQL goes away; what the mail server has taken by then is noted when it is back.
    """
    run = _Run(at, clock, at_most, within)
    run.send()
    Sweep.objects.update_or_create(pk=1, defaults={"looked_at": clock()})
    with run.changed:
        return Counter(run.outcomes)


@dataclass
class _Claimed:
    """A notice that waits for a line, and when it was looked up what decides about it."""

    notice: Notice
    readers: Readers
    looked_up_at: float


class _Run:
    """One look at the outbox. Its own thread claims and looks up what comes next, while the lines send what waits."""

    def __init__(self, at: datetime, clock: Callable[[], datetime], at_most: int, within: timedelta) -> None:
        self.at, self.clock = at, clock
        self.left, self.ends = at_most, monotonic() + within.total_seconds()
        self.changed = threading.Condition()
        self.waiting: deque[_Claimed] = deque()
        self.outcomes: Counter[str] = Counter()
        self.is_over = False
        self.broke: Exception | None = None
        self.has_threads = not connection.in_atomic_block  # what is claimed in there is seen by this connection alone

    def send(self) -> None:
        if not self.has_threads:
            return _Worker(self).work()
        self._supply()
        workers: list[_Worker] = []
        opens_at = monotonic()
        while self._is_work_left(workers):
            if self.waiting and monotonic() >= opens_at and _free_lines.acquire(blocking=False):
                workers.append(_Worker(self))
                workers[-1].thread.start()
                opens_at = monotonic() + LINE_AFTER * 4 ** (len(workers) - 1)
            if not workers:  # all lines hang: what was claimed is free again when its lease ends
                break
            self._supply_for(LINE_AFTER, workers)
        self.stop()
        if self.broke:
            raise self.broke
        return None

    def _is_work_left(self, workers: list["_Worker"]) -> bool:
        """Nobody waits for a line that hangs, unless there is still something that none has looked at."""
        at_work = [worker for worker in workers if worker.is_at_work]
        return any(not worker.hangs for worker in at_work) or bool(self.waiting and (at_work or not workers))

    def next(self) -> tuple[Notice, Readers] | None:
        with self.changed:
            while not self.waiting and not self.is_over:
                if self.has_threads:
                    self.changed.wait()
                else:
                    self._supply()
            if not self.waiting:
                return None
            if monotonic() > self.waiting[0].looked_up_at + KNOWN_FOR:
                self._look_up(self.waiting)
            claimed = self.waiting.popleft()
            if len(self.waiting) == FEW:
                self.changed.notify_all()
            return claimed.notice, claimed.readers

    def count(self, outcome: str, settled: bool) -> None:
        with self.changed:
            self.outcomes[outcome if settled else "taken over"] += 1

    def stop(self) -> list[Notice]:
        """No more of this; what was claimed and not yet looked at."""
        with self.changed:
            self.is_over = True
            left = [claimed.notice for claimed in self.waiting]
            self.waiting.clear()
            self.changed.notify_all()
        return left

    def end(self, fault: Exception) -> None:
        self.stop()
        self.broke = fault

    def _supply_for(self, seconds: float, workers: list["_Worker"]) -> None:
        until = monotonic() + seconds
        while (left := until - monotonic()) > 0 and any(worker.is_at_work for worker in workers):
            try:
                self._supply()
            except Exception as fault:
                return self.end(fault)
            with self.changed:
                self.changed.wait_for(lambda: self._is_short or not any(worker.is_at_work for worker in workers), left)
        return None

    @property
    def _is_short(self) -> bool:
        return not self.is_over and len(self.waiting) <= FEW

    def _supply(self) -> None:
        if not self._is_short:
            return
        hand.settle()  # a process that stood still for longer than a lease would claim what it has just sent
        more = self.left > 0 and monotonic() < self.ends
        batch = leases.claim(min(BATCH, self.left), at=self.at, clock=self.clock()) if more else []
        self.left -= len(batch)
        readers = readers_of(batch, at=self.at) if batch else Readers({}, set())
        claimed = [_Claimed(notice, readers, 0) for notice in batch]
        self._look_up(claimed)
        with self.changed:
            if not self.is_over:  # else it is free again when its lease ends
                self.waiting.extend(claimed)
            self.is_over = self.is_over or not batch
            self.changed.notify_all()

    def _look_up(self, claimed: Collection[_Claimed]) -> None:
        began = monotonic()
        look_up((each.notice for each in claimed), at=self.at)
        for each in claimed:
            each.looked_up_at = began


_free_lines = threading.BoundedSemaphore(settings.MAIL_LINES)
"""Of this process, also for lines of runs before that still wait for an answer."""


class _Worker:
    """One line to the mail server, and what it does."""

    def __init__(self, run: _Run) -> None:
        self.run, self.at, self.clock = run, run.at, run.clock
        self.line = Line()
        self.handed_over_at: float | None = None
        self.is_at_work = True
        self.thread = threading.Thread(target=self._on_a_thread, name="line")

    def work(self) -> None:
        try:
            while found := self.run.next():
                notice, readers = found
                # The line first: a mail that was begun and met no server would look as if it might have arrived.
                if away := self.line.open():
                    self._put_back([notice, *self.run.stop()], away)
                elif ready := self._judged(notice, readers):
                    self._deliver(notice, ready)
        finally:
            self.line.close()
            hand.settle()

    @property
    def hangs(self) -> bool:
        return self.handed_over_at is not None and monotonic() > self.handed_over_at + HANGS_AFTER

    def _on_a_thread(self) -> None:
        try:
            self.work()
        except Exception as fault:
            self.run.end(fault)
            if not isinstance(fault, OperationalError | InterfaceError):
                logger.exception("A line to the mail server ended.")
        finally:
            connections.close_all()
            _free_lines.release()
            with self.run.changed:
                self.is_at_work = False
                self.run.changed.notify_all()

    def _judged(self, notice: Notice, readers: Readers) -> Send | None:
        if notice.next_at is None:  # two senders died with it in hand: there is no third copy
            self.run.count("ambiguous", True)
            return None
        try:
            judgement = judge(notice, readers, at=self.at)
        except (OperationalError, InterfaceError):
            raise
        except Exception as fault:  # one kind's fault must not hold up the others' mail
            logger.exception("Notice %s (%s) could not be made.", notice.pk, notice.kind)
            self._settle(self._again_later(notice, f"It could not be made: {type(fault).__name__}"))
            return None
        if isinstance(judgement, Hold):
            self._hold(notice, judgement)
            return None
        message = judgement.message
        if message and message.lines:
            leases.note_lines(notice, message.lines)
        elif message:
            notice.told, notice.path = told_by(message), message.path
        elif not notice.ambiguous_at:
            notice.told = notice.path = ""
        if isinstance(judgement, Send):
            return judgement
        lines = message.lines if message else ()
        self._settle(self._outcome(notice, "suppressed", reason=judgement.reason, lines=lines))
        return None

    def _hold(self, notice: Notice, hold: Hold) -> None:
        """The weekly mail that is to take it along is written in the same transaction."""
        notice.digest_at = hold.digest_at
        with transaction.atomic():
            if hold.digest_at and notice.person_id and notice.organisation_id:
                occasion = hold.digest_at.isoformat()
                subject = digest_subject(notice)
                plan_many([Due(DIGEST, subject, occasion, hold.digest_at, notice.organisation_id, notice.person_id)])
            self._settle(self._outcome(notice, "later", next_at=hold.until, reason=hold.reason, called="held"))

    def _deliver(self, notice: Notice, ready: Send) -> None:
        if refused := self.line.offer(ready.mail):
            return self._settle(self._after(notice, ready, refused))
        with hand.turn():
            if not hand.begin(notice, at=self.at, clock=self.clock):
                self.line.take_back()
                return self.run.count("taken over", True)
            self.handed_over_at = monotonic()
            hand.put(self._after(notice, ready, self.line.hand_over(partial(self._renew, notice))))
            self.handed_over_at = None
        return None

    def _renew(self, notice: Notice) -> None:
        try:
            leases.begin(notice, at=self.at, clock=self.clock())
        except (OperationalError, InterfaceError):  # the mail is in hand: the answer matters more
            connection.close()

    def _after(self, notice: Notice, ready: Send, delivery: Delivery) -> Settlement:
        if delivery.answer is Answer.TAKEN:
            return self._outcome(notice, "sent", about=ready.about, lines=ready.message.lines)
        if delivery.answer is Answer.UNKNOWN:
            next_at = None if notice.ambiguous_at else self.at + SECOND_COPY_AFTER
            lines = ready.message.lines
            return self._outcome(
                notice, "ambiguous", next_at=next_at, reason=delivery.reason, about=ready.about, lines=lines
            )
        if delivery.answer is Answer.NEVER:
            refused = ready.address if delivery.address_refused else ""
            return self._outcome(notice, "failed", reason=delivery.reason, refused=refused)
        return self._again_later(notice, delivery.reason)

    def _again_later(self, notice: Notice, reason: str) -> Settlement:
        notice.attempts += 1
        if notice.attempts >= MAX_ATTEMPTS:
            return self._outcome(notice, "failed", reason=f"Given up after {notice.attempts} attempts. {reason}")
        next_at = self.at + back_off(notice.attempts)
        return self._outcome(notice, "later", next_at=next_at, reason=reason, called="again later")

    def _put_back(self, notices: list[Notice], away: Delivery) -> None:
        logger.warning("The mail server cannot be reached: %s", away.reason)
        for notice in notices:
            next_at = self.at + _jittered(SERVER_AWAY_RETRY)
            self._settle(self._outcome(notice, "later", next_at=next_at, reason=away.reason, called="server away"))

    def _settle(self, settlement: Settlement) -> None:
        """Of a mail that nobody has: where PostgreSQL goes away now, it is looked at again."""
        settlement.count(settlement.write())

    def _outcome(
        self,
        notice: Notice,
        name: str,
        *,
        next_at: datetime | None = None,
        reason: str = "",
        about: tuple[str, ...] = (),
        lines: tuple[ToldLine, ...] = (),
        called: str = "",
        refused: str = "",
    ) -> Settlement:
        outcome = Outcome(name, self.at, next_at, reason, about, lines)
        return Settlement(notice, outcome, partial(self.run.count, called or name), refused)


def back_off(failed_attempts: int) -> timedelta:
    """30 seconds, doubling up to four hours, a quarter more or less so that a thundering herd spreads out."""
    return _jittered(min(FIRST_RETRY * 2 ** (failed_attempts - 1), LAST_RETRY))


def _jittered(delay: timedelta) -> timedelta:
    return delay * random.uniform(0.75, 1.25)  # noqa: S311
