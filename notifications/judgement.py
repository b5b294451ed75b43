"""Whether a notice is to be sent now: asked again right before, not only when it was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from alsweb.lib.tenancy.scope import scope
from notifications import leases
from notifications.kinds import Kind, Message, kind_named
from notifications.mails import compose
from notifications.models import Notice, Refusal
from notifications.queries import hours_of, preference_of, stopped_kinds_of, times_nudged

NUDGES_ABOUT_ONE_SUBJECT = 2
REFUSAL_HOLDS = timedelta(days=30)


@dataclass(frozen=True)
class Reader:
    """Whom it reaches and how they read."""

    address: str
    zone: str
    language: str


@dataclass(frozen=True)
class Send:
    mail: EmailMessage
    about: tuple[str, ...]
    address: str


@dataclass(frozen=True)
class Hold:
    until: datetime
    reason: str


@dataclass(frozen=True)
class Drop:
    reason: str


Judgement = Send | Hold | Drop


@dataclass(frozen=True)
class Readers:
    """The accounts behind a batch, and which of its addresses a mail server refused lately; two queries for all."""

    people: dict[int, Reader]
    refused: set[str]

    def of(self, notice: Notice) -> Reader | None:
        """Nobody where the account is closed."""
        if notice.person_id is None:
            return Reader(notice.address, "UTC", "en-gb")
        return self.people.get(notice.person_id)


def readers_of(notices: list[Notice], *, at: datetime) -> Readers:
    accounts = get_user_model().objects.filter(pk__in={notice.person_id for notice in notices}, is_active=True)
    people = {
        person.pk: Reader(person.email, person.time_zone, person.language)
        for person in accounts.only("email", "time_zone", "language")
    }
    addresses = {reader.address for reader in people.values()} | {notice.address for notice in notices}
    refused = Refusal.objects.filter(address__in=addresses, refused_at__gt=at - REFUSAL_HOLDS)
    return Readers(people, set(refused.values_list("address", flat=True)))


def judge(notice: Notice, readers: Readers, *, at: datetime) -> Judgement:
    """Send, hold or drop. Enters the scope of whoever the notice acts for, and its reader's where that is another."""
    kind, reader = kind_named(notice.kind), readers.of(notice)
    if kind is None:
        return Drop("no such kind any more")
    if reader is None:
        return Drop("the account is closed")
    if _is_stale(notice, kind, at):
        return Drop("too late to be of use")
    if kind.optional and reader.address in readers.refused:
        return Drop("the mail server refused this address before")
    with (
        scope(person=notice.acting_id, organisation=notice.organisation_id),
        translation.override(reader.language),
        timezone.override(reader.zone),
    ):
        if _is_turned_off(notice, kind):
            return Drop("turned off by its reader")
        if not kind.still_true(notice, at):
            return Drop("no longer true")
        if wait := _until_it_may_come(notice, kind, reader, at):
            return wait
        if kind.waits_until and (until := kind.waits_until(notice, at)):
            return Hold(until, "something else is told first")
        message = kind.render(notice, at)
        mail = compose(notice, message, kind, to=reader.address)
        if kind.nudge and (too_much := _too_much(notice, message, kind, at)):
            return too_much
    return Send(mail, _about(notice, message), reader.address)


@contextmanager
def _scope_of_reader(notice: Notice) -> Iterator[None]:
    """Mostly the one that is entered already, which costs nothing."""
    if notice.person_id == notice.acting_id:
        yield
    else:
        with scope(person=notice.person_id, organisation=notice.organisation_id):
            yield


def _is_stale(notice: Notice, kind: Kind, at: datetime) -> bool:
    return kind.stale_after is not None and at > notice.due_at + kind.stale_after


def _is_turned_off(notice: Notice, kind: Kind) -> bool:
    if notice.person_id is None or not kind.optional:
        return False
    with _scope_of_reader(notice):
        return kind.name in stopped_kinds_of(notice.person_id)


def _until_it_may_come(notice: Notice, kind: Kind, reader: Reader, at: datetime) -> Hold | Drop | None:
    """Asked of what is true only: when it is of no more use depends on what it is about."""
    if notice.person_id is None or kind.at_once:
        return None
    with _scope_of_reader(notice):
        hours = hours_of(preference_of(notice.person_id))
    free_from = hours.free_from(at, zone=reader.zone)
    if free_from > at and kind.useful_until and (last := kind.useful_until(notice, at)):
        free_from = hours.free_before(last, at=at, zone=reader.zone)
    if free_from <= at:
        return None
    if _is_stale(notice, kind, free_from):
        return Drop("too late to be of use once quiet hours end")
    return Hold(free_from, "quiet hours")


def _too_much(notice: Notice, message: Message, kind: Kind, at: datetime) -> Hold | Drop | None:
    if notice.person_id is None:
        return None
    about = _about(notice, message)
    with _scope_of_reader(notice):
        told = times_nudged(kind.name, person=notice.person_id)
    if about and all(told[subject] >= NUDGES_ABOUT_ONE_SUBJECT for subject in about):
        return Drop("nudged about it twice already")
    free_from = leases.take_nudge(notice, at=at)
    if free_from is None:
        return None
    if _is_stale(notice, kind, free_from):
        return Drop("another nudge went out within seven days")
    return Hold(free_from, "another nudge went out within seven days")


def _about(notice: Notice, message: Message) -> tuple[str, ...]:
    """What counts towards twice. A nudge over all that waits is about its person only in name."""
    if message.about:
        return message.about
    return () if notice.subject.startswith("person:") else (notice.subject,)
