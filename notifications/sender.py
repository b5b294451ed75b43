"""The sender: claims what is due, hands it to the mail server, and notes what became of it.

Each mail costs one commit: what became of the last one and that the next one begins are one
transaction. So a sender that is killed leaves exactly one mail in doubt, and that one is marked.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from alsweb.lib.time import now
from notifications import leases
from notifications.delivery import Answer, Delivery, Line
from notifications.judgement import Hold, Send, digest_subject, judge, readers_of
from notifications.kinds import ToldLine, told_by
from notifications.models import Notice, Refusal, Sweep
from notifications.models.notice import DIGEST
from notifications.outbox import Due, plan_many

logger = logging.getLogger(__name__)

BATCH = 25
MAX_ATTEMPTS = 10
"""Some nine hours of refusals by the mail server. A server that cannot be reached at all counts for none."""
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=4)
SERVER_AWAY_RETRY = timedelta(seconds=20)
SECOND_COPY_AFTER = timedelta(seconds=60)
"""A mail that may have arrived is sent a second time, once."""

Settle = Callable[[], None]


def send_due(
    at: datetime, *, clock: Callable[[], datetime] = now, at_most: int = 2000, within: timedelta = timedelta(seconds=50)
) -> Counter[str]:
    """Send what is due at `at`, in batches over one connection each; say how many were sent, held, failed …

    `clock` is the real one, for leases; it differs from `at` in a replay only.
    """
    outcomes: Counter[str] = Counter()
    began = monotonic()
    while outcomes.total() < at_most and monotonic() - began < within.total_seconds():
        batch = leases.claim(min(BATCH, at_most - outcomes.total()), at=at, clock=clock())
        if not batch:
            break
        outcomes += _Batch(batch, at, clock).send()
        if outcomes["server away"]:
            break
    Sweep.objects.update_or_create(pk=1, defaults={"looked_at": clock()})
    return outcomes


class _Batch:
    def __init__(self, notices: list[Notice], at: datetime, clock: Callable[[], datetime]) -> None:
        self.notices, self.at, self.clock = notices, at, clock
        self.readers = readers_of(notices, at=at)
        self.outcomes: Counter[str] = Counter()
        self.line = Line()
        self.unsettled: Settle | None = None

    def send(self) -> Counter[str]:
        try:
            for position, notice in enumerate(self.notices):
                # The line first: a mail that was begun and met no server would look as if it might have arrived.
                if away := self.line.open():
                    self._put_back(self.notices[position:], away)
                    break
                if ready := self._prepare(notice):
                    self._hand_over(notice, ready)
        finally:
            self.line.close()
            if self.unsettled:
                with transaction.atomic():
                    self.unsettled()
        return self.outcomes

    def _prepare(self, notice: Notice) -> Send | None:
        """Settle the last mail, judge this one, and mark it begun: one transaction."""
        with transaction.atomic():
            if self.unsettled:
                self.unsettled()
            ready = self._judged(notice)
            if ready and not leases.begin(notice, at=self.at, clock=self.clock()):
                self.outcomes["taken over"] += 1
                ready = None
        self.unsettled = None
        return ready

    def _judged(self, notice: Notice) -> Send | None:
        if notice.next_at is None:  # two senders died with it in hand: there is no third copy
            self.outcomes["ambiguous"] += 1
            return None
        try:
            judgement = judge(notice, self.readers, at=self.at)
        except Exception as fault:  # one kind's fault must not hold up the others' mail
            logger.exception("Notice %s (%s) could not be made.", notice.pk, notice.kind)
            self._try_again(notice, f"It could not be made: {type(fault).__name__}")
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
        self._settle(notice, "suppressed", reason=judgement.reason, lines=message.lines if message else ())
        return None

    def _hold(self, notice: Notice, hold: Hold) -> None:
        """The weekly mail that is to take it along is written in the same transaction."""
        notice.digest_at = hold.digest_at
        if hold.digest_at and notice.person_id and notice.organisation_id:
            occasion = hold.digest_at.isoformat()
            subject = digest_subject(notice)
            plan_many([Due(DIGEST, subject, occasion, hold.digest_at, notice.organisation_id, notice.person_id)])
        self._settle(notice, "later", next_at=hold.until, reason=hold.reason, called="held")

    def _hand_over(self, notice: Notice, ready: Send) -> None:
        delivery = self.line.send(ready.mail)
        self.unsettled = lambda: self._after(notice, ready, delivery)

    def _after(self, notice: Notice, ready: Send, delivery: Delivery) -> None:
        if delivery.answer is Answer.TAKEN:
            self._settle(notice, "sent", about=ready.about, lines=ready.message.lines)
        elif delivery.answer is Answer.UNKNOWN:
            next_at = None if notice.ambiguous_at else self.at + SECOND_COPY_AFTER
            self._settle(
                notice,
                "ambiguous",
                next_at=next_at,
                reason=delivery.reason,
                about=ready.about,
                lines=ready.message.lines,
            )
        elif delivery.answer is Answer.NEVER:
            self._settle(notice, "failed", reason=delivery.reason)
            if delivery.address_refused:
                Refusal.objects.update_or_create(
                    address=ready.address, defaults={"refused_at": self.at, "answer": delivery.reason}
                )
        else:
            self._try_again(notice, delivery.reason)

    def _try_again(self, notice: Notice, reason: str) -> None:
        notice.attempts += 1
        if notice.attempts >= MAX_ATTEMPTS:
            self._settle(notice, "failed", reason=f"Given up after {notice.attempts} attempts. {reason}")
        else:
            next_at = self.at + back_off(notice.attempts)
            self._settle(notice, "later", next_at=next_at, reason=reason, called="again later")

    def _put_back(self, notices: list[Notice], away: Delivery) -> None:
        logger.warning("The mail server cannot be reached: %s", away.reason)
        with transaction.atomic():
            if self.unsettled:
                self.unsettled()
            for notice in notices:
                self._settle(
                    notice,
                    "later",
                    next_at=self.at + _jittered(SERVER_AWAY_RETRY),
                    reason=away.reason,
                    called="server away",
                )
        self.unsettled = None

    def _settle(
        self,
        notice: Notice,
        outcome: str,
        *,
        next_at: datetime | None = None,
        reason: str = "",
        about: tuple[str, ...] = (),
        lines: tuple[ToldLine, ...] = (),
        called: str = "",
    ) -> None:
        settled = leases.settle(notice, outcome, at=self.at, next_at=next_at, reason=reason, about=about, lines=lines)
        if settled and outcome in ("failed", "suppressed"):
            for each in (notice.pk, *(line.notice for line in lines)):
                leases.release_nudge(each)
        self.outcomes[(called or outcome) if settled else "taken over"] += 1


def back_off(failed_attempts: int) -> timedelta:
    """30 seconds, doubling up to four hours, a quarter more or less so that a thundering herd spreads out."""
    return _jittered(min(FIRST_RETRY * 2 ** (failed_attempts - 1), LAST_RETRY))


def _jittered(delay: timedelta) -> timedelta:
    return delay * random.uniform(0.75, 1.25)  # noqa: S311
