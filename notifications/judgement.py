"""Whether a notice is to be sent now: asked again right before, not only when it was written."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation

from alsweb.lib.tenancy.scope import Scope, current_scope, scope
from notifications import leases
from notifications.hours import OF_USE_BEFORE, Hours, next_weekly
from notifications.kinds import Kind, Message, NotNow, kind_named
from notifications.mails import compose
from notifications.models import Notice, Preference
from notifications.models.notice import DIGEST
from notifications.queries import TURNED_OFF, hours_of, times_nudged, unreached, wishes_of

logger = logging.getLogger(__name__)

NUDGES_ABOUT_ONE_SUBJECT = 2
LEFT_BEHIND_AFTER = timedelta(days=1)
"""What the weekly mail did not take along by then comes by itself."""
NOT_OUT_YET = timedelta(hours=1)


@dataclass(frozen=True)
class Reader:
    """Whom it reaches and how they read."""

    address: str
    zone: str
    language: str
    preference: Preference = field(default_factory=Preference)
    stopped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Send:
    mail: EmailMessage
    about: tuple[str, ...]
    address: str
    message: Message


@dataclass(frozen=True)
class Hold:
    until: datetime
    reason: str
    digest_at: datetime | None = None
    """When the weekly mail takes it along; `until` is for the case that it does not."""


@dataclass(frozen=True)
class Drop:
    reason: str
    message: Message | None = None
    """What mail does not bring, and the inbox tells all the same."""


Judgement = Send | Hold | Drop


@dataclass(frozen=True)
class Readers:
    """The accounts behind a batch, what they wish, and which addresses mail does not reach; four queries for all."""

    people: dict[int, Reader]
    refused: set[str]

    def of(self, notice: Notice) -> Reader | None:
        """Nobody where the account is closed."""
        if notice.person_id is None:
            return Reader(notice.address, "UTC", "en-gb")
        return self.people.get(notice.person_id)


def readers_of(notices: list[Notice], *, at: datetime) -> Readers:
    """Outside of any scope: in one, nobody is told what others wish."""
    numbers = {notice.person_id for notice in notices if notice.person_id is not None}
    accounts = get_user_model().objects.filter(pk__in=numbers, is_active=True)
    preferences, stopped = wishes_of(numbers)
    people = {
        person: Reader(
            email,
            time_zone,
            language,
            preferences.get(person) or Preference(person_id=person),
            frozenset(stopped[person]),
        )
        for person, email, time_zone, language in accounts.values_list("pk", "email", "time_zone", "language")
    }
    addresses = {reader.address for reader in people.values()} | {notice.address for notice in notices}
    return Readers(people, set(unreached(addresses, at=at)))


def look_up(notices: Iterable[Notice], *, at: datetime) -> None:
    """What decides about many, kind by kind. A kind that fails at it is asked of each by itself."""
    of_kind: defaultdict[str, list[Notice]] = defaultdict(list)
    for notice in notices:
        notice.found.clear()
        notice.is_looked_up = False
        of_kind[notice.kind].append(notice)
    for name, its in of_kind.items():
        kind = kind_named(name)
        if kind is None or kind.look_up is None:
            continue
        try:
            kind.look_up(its, at)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            logger.exception("Notices of the kind %s could not be looked up together.", name)
        else:
            for notice in its:
                notice.is_looked_up = True


def judge(notice: Notice, readers: Readers, *, at: datetime) -> Judgement:
    """Send, hold or drop. Enters the scope of whoever the notice acts for, unless its kind has looked it up with others;
    and its reader's where that is another.
    """
    kind, reader = kind_named(notice.kind), readers.of(notice)
    if kind is None:
        return Drop("no such kind any more")
    if reader is None:
        return Drop("the account is closed")
    if _is_stale(notice, kind, at):
        return Drop("too late to be of use")
    with (
        nullcontext() if notice.is_looked_up else scope_of(notice),
        translation.override(reader.language),
        timezone.override(reader.zone),
    ):
        return _judged(notice, kind, reader, _never_by_mail(kind, reader, readers), at)


def _judged(notice: Notice, kind: Kind, reader: Reader, never_by_mail: str, at: datetime) -> Judgement:
    if never_by_mail and (kind.nudge or notice.person_id is None):  # nobody is asked in passing whom mail may not ask
        return Drop(never_by_mail)
    if not kind.still_true(notice, at):
        return Drop("no longer true")
    if not never_by_mail and (wait := _until_it_may_come(notice, kind, reader, at)):
        return wait
    if kind.waits_until and (until := kind.waits_until(notice, at)):
        return Hold(until, "something else is told first", notice.digest_at)
    try:
        message = kind.render(notice, at)
    except NotNow as not_now:
        return Hold(not_now.until, not_now.reason) if not_now.until else Drop(not_now.reason)
    if never_by_mail:
        return Drop(never_by_mail, message)
    if kind.nudge and (judged := too_much(notice, message, kind, at)):
        return judged
    mail = compose(notice, message, kind, to=reader.address)
    return Send(mail, about_of(notice, message), reader.address, message)


def scope_of(notice: Notice) -> AbstractContextManager[object]:
    """Of whoever it acts for."""
    return _entered(notice.acting_id, notice.organisation_id)


def _scope_of_reader(notice: Notice) -> AbstractContextManager[object]:
    return _entered(notice.person_id, notice.organisation_id)


def _entered(person: int | None, organisation: int | None) -> AbstractContextManager[object]:
    """Mostly the one that is entered already, which costs nothing."""
    if current_scope() == Scope(person=person, organisation=organisation):
        return nullcontext()
    return scope(person=person, organisation=organisation)


def _is_stale(notice: Notice, kind: Kind, at: datetime) -> bool:
    return kind.stale_after is not None and at > notice.due_at + kind.stale_after


def _never_by_mail(kind: Kind, reader: Reader, readers: Readers) -> str:
    """Why a mail that may be left out is."""
    if not kind.optional:
        return ""
    if kind.name in reader.stopped:
        return TURNED_OFF
    return "the mail server refused this address before" if reader.address in readers.refused else ""


def _until_it_may_come(notice: Notice, kind: Kind, reader: Reader, at: datetime) -> Hold | Drop | None:
    """Asked of what is true only: when it is of no more use depends on what it is about."""
    if notice.person_id is None or kind.at_once:
        return None
    preference = reader.preference
    hours = _hours(notice, preference)
    if kind.name == DIGEST:  # its hour is chosen; only a pause stands before it
        free_from = hours.after_the_pause(at)
    elif waits := _for_the_weekly_mail(notice, kind, preference, reader, at):
        return waits
    else:
        free_from = hours.free_from(at, zone=reader.zone)
        if free_from > at and kind.useful_until and (last := kind.useful_until(notice, at)):
            free_from = hours.free_before(last, at=at, zone=reader.zone)
    if free_from <= at:
        return None
    if _is_stale(notice, kind, free_from):
        return Drop("too late to be of use once quiet hours end")
    return Hold(free_from, "quiet hours", notice.digest_at)


def _hours(notice: Notice, preference: Preference) -> Hours:
    with _scope_of_reader(notice) if preference.rota_starts_on else nullcontext():
        return hours_of(preference)


def _for_the_weekly_mail(
    notice: Notice, kind: Kind, preference: Preference, reader: Reader, at: datetime
) -> Hold | Drop | None:
    """Until the next one, where they chose it and it is of use until then. What one has left behind comes by itself."""
    if notice.digest_at is not None:
        return _after_the_weekly_mail(notice, notice.digest_at, at)
    if preference.digest_day is None or notice.organisation_id is None or notice.acting_id != notice.person_id:
        return None
    after = _hours(notice, preference).after_the_pause(at)
    digest_at = next_weekly(preference.digest_day, preference.digest_at, after=after, zone=reader.zone)
    last = kind.useful_until(notice, at) if kind.useful_until else None
    if _is_stale(notice, kind, digest_at) or (last and digest_at > last - OF_USE_BEFORE):
        return None
    return Hold(digest_at + LEFT_BEHIND_AFTER, "the weekly mail", digest_at)


def _after_the_weekly_mail(notice: Notice, digest_at: datetime, at: datetime) -> Hold | Drop | None:
    """It may be on its way still, or may have told it and died."""
    with _scope_of_reader(notice):
        digest = Notice.objects.filter(
            kind=DIGEST, recipient=notice.recipient, subject=digest_subject(notice), occasion=digest_at.isoformat()
        ).first()
    if digest is None:
        return None
    if digest.next_at is not None:
        return Hold(max(at, digest.next_at) + NOT_OUT_YET, "the weekly mail is not out yet", digest_at)
    if digest.ambiguous_at and f"notice:{notice.pk}" in digest.about:
        return Drop("perhaps told in a weekly mail", Message("", "", {"sentence": notice.told}, path=notice.path))
    return None


def digest_subject(notice: Notice) -> str:
    """One a person and organisation."""
    return f"organisation:{notice.organisation_id}"


def too_much(notice: Notice, message: Message, kind: Kind, at: datetime) -> Hold | Drop | None:
    if notice.person_id is None:
        return None
    about = about_of(notice, message)
    with _scope_of_reader(notice):
        told = times_nudged(kind.name, person=notice.person_id, besides=notice.pk)
    if about and all(told[subject] >= NUDGES_ABOUT_ONE_SUBJECT for subject in about):
        return Drop("nudged about it twice already")
    free_from = leases.take_nudge(notice, at=at)
    if free_from is None:
        return None
    if _is_stale(notice, kind, free_from):
        return Drop("another nudge went out within seven days")
    return Hold(free_from, "another nudge went out within seven days")


def about_of(notice: Notice, message: Message) -> tuple[str, ...]:
    """What counts towards twice. A nudge over all that waits is about its person only in name."""
    if message.lines:
        return tuple(f"notice:{line.notice}" for line in message.lines)
    if message.about:
        return message.about
    return () if notice.subject.startswith("person:") else (notice.subject,)
