"""What the sender left, for the readiness check, for the kinds and for a person's own pages."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alsweb.lib.composed import composed
from notifications.hours import Free, Hours
from notifications.kinds import kind_named
from notifications.models import InboxSeen, Notice, Preference, Refusal, RefusalCause, RotaDay, StoppedKind, Sweep

INBOX_PAGE = DELIVERY_PAGE = 25
TURNED_OFF = "turned off by its reader"
REFUSAL_HOLDS = timedelta(days=30)
"""Of an address that refused mail or sent it back; a complaint holds until its reader turns mail on again."""
LATE_SWEEP = timedelta(seconds=150)
LATE_MAIL = timedelta(minutes=10)


@dataclass(frozen=True)
class Counts:
    waiting: int
    """Due and not yet sent."""
    oldest: datetime | None
    """Since when the first of them waits."""
    failed: int
    """Given up in the last seven days."""
    ambiguous: int
    """Perhaps sent, perhaps not, in the last seven days."""


def notice_counts(at: datetime) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting, oldest, failed, ambiguous FROM notice_counts(%s)", [at])
        return Counts(*cursor.fetchone())


def what_is_wrong(now: datetime) -> str:
    """For the readiness check: nobody has looked for a while, or mail waits; nothing where all is well."""
    sweep = Sweep.objects.first()
    if sweep is None or sweep.planned_at is None:
        return "no sweep yet"
    if now - sweep.planned_at > LATE_SWEEP:
        return f"last sweep {int((now - sweep.planned_at).total_seconds())} seconds ago"
    counts = notice_counts(now)
    if counts.oldest is not None and now - counts.oldest > LATE_MAIL:
        return f"{counts.waiting} notices wait, the first since {counts.oldest.isoformat(timespec='seconds')}"
    return ""


def times_nudged(kind: str, *, person: int, besides: int | None) -> Counter[str]:
    """How often a person has been nudged about each subject, by other notices; call it in that person's scope."""
    return Counter(subject for about in spoken_of(kind, person, besides or 0) for subject in about)


@composed
def spoken_of(kind: str, person: int, besides: int) -> QuerySet[Notice, Any]:
    """Of each other notice that may have arrived, the subjects that it spoke of."""
    may_have_arrived = Q(sent_at__isnull=False) | Q(ambiguous_at__isnull=False)
    sent = Notice.objects.filter(may_have_arrived, person_id=person, kind=kind).exclude(pk=besides)
    return sent.values_list("about", flat=True)


@dataclass(frozen=True)
class Told:
    """A line of somebody's inbox."""

    sentence: str
    path: str
    at: datetime
    is_new: bool
    not_by_mail: str
    """Why mail did not bring it, where it did not."""


def inbox_of(person: int, *, organisation: int, page: int = 1) -> list[Told]:
    """What this person was told there, newest first; one line more than a page has where others follow.

    Also what mail did not bring. Call it in their scope; one statement.
    """
    first = (page - 1) * INBOX_PAGE
    rows = _told(person, organisation)[first : first + INBOX_PAGE + 1]
    return [
        Told(
            sentence=row.told,
            path=row.path,
            at=row.told_at,
            is_new=row.seen_at is None or row.told_at > row.seen_at,
            not_by_mail=_why_not_by_mail(row),
        )
        for row in rows
    ]


def _told(person: int, organisation: int) -> QuerySet[Any]:
    seen = InboxSeen.objects.filter(person_id=person, organisation_id=organisation).values("seen_at")
    return (
        Notice.objects.filter(person_id=person, organisation_id=organisation)
        .exclude(told="")
        .annotate(
            told_at=Coalesce("sent_at", "ambiguous_at", "failed_at", "suppressed_at", "due_at"),
            seen_at=Subquery(seen),
        )
        .order_by("-told_at", "-pk")
    )


def _why_not_by_mail(notice: Notice) -> str:
    if notice.bounced_at:
        return _("The mail about it came back.")
    if notice.failed_at or (notice.suppressed_at and notice.reason != TURNED_OFF):
        return _("Mail did not reach you.")
    return _("Not by mail: you turned such mails off.") if notice.suppressed_at else ""


def preference_of(person: int) -> Preference:
    """What they chose, or the defaults; in their scope."""
    return Preference.objects.filter(pk=person).first() or Preference(person_id=person)


def hours_of(preference: Preference) -> Hours:
    """When mail may come to them; one statement more where a rota says so."""
    return Hours(
        quiet_from=preference.quiet_from,
        quiet_until=preference.quiet_until,
        days=preference.days,
        rota=rota_of(preference.person_id) if preference.rota_starts_on else (),
        rota_starts_on=preference.rota_starts_on,
        paused_until=preference.paused_until,
    )


def rota_of(person: int) -> list[Free | None]:
    days = RotaDay.objects.filter(person_id=person).order_by("day").values_list("free_from", "free_until")
    return [Free(begins, until) if begins is not None and until is not None else None for begins, until in days]


def stopped_kinds_of(person: int) -> set[str]:
    return set(StoppedKind.objects.filter(person_id=person).values_list("kind", flat=True))


def wishes_of(people: Iterable[int]) -> tuple[dict[int, Preference], defaultdict[int, set[str]]]:
    """What many chose and which kinds each has stopped, for the sender: only outside of any scope."""
    numbers = list(people)
    preferences = Preference.objects.raw("SELECT * FROM preferences_of(%s)", [numbers])
    stopped: defaultdict[int, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id, kind FROM stopped_by(%s)", [numbers])
        for person, kind in cursor.fetchall():
            stopped[person].add(kind)
    return {each.person_id: each for each in preferences}, stopped


@dataclass(frozen=True)
class DeliveryCounts:
    """Over all organisations, for staff alone."""

    due: int
    later: int
    failed: int
    ambiguous: int
    bounced: int


def delivery_counts(at: datetime) -> DeliveryCounts:
    """In the scope of somebody who is staff; others are told nothing at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT due, later, failed, ambiguous, bounced FROM delivery_counts(%s)", [at])
        return DeliveryCounts(*(number or 0 for number in cursor.fetchone()))


@dataclass(frozen=True)
class Delivered:
    """A mail as staff sees it: no name, no set, no sentence, and of an address its first letter and where it is."""

    number: int
    kind: str
    organisation: int | None
    address: str
    since: datetime
    next_at: datetime | None
    attempts: int
    reason: str
    may_go_again: bool

    @property
    def label(self) -> str:
        kind = kind_named(self.kind)
        return str(kind.label) if kind else self.kind


def delivery_of(which: str, *, page: int = 1) -> list[Delivered]:
    """Those that are waiting, failed, ambiguous or bounced; one more than a page has where others follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, kind, organisation, address, since, next_at, attempts, reason, may_go_again"
            " FROM delivery_of(%s, %s, %s)",
            [which, DELIVERY_PAGE + 1, (page - 1) * DELIVERY_PAGE],
        )
        return [Delivered(*row) for row in cursor.fetchall()]


def unreached(addresses: Iterable[str], *, at: datetime) -> dict[str, RefusalCause]:
    """Those of them to which nothing goes that may be left out, and why."""
    holds = Q(refused_at__gt=at - REFUSAL_HOLDS) | Q(cause=RefusalCause.COMPLAINED)
    found = Refusal.objects.filter(holds, address__in=list(addresses)).values_list("address", "cause")
    return {address: RefusalCause(cause) for address, cause in found}


def why_unreached(address: str, *, at: datetime) -> str:
    """In one sentence, for its reader; nothing where mail reaches them."""
    cause = unreached([address], at=at).get(address)
    if cause is None:
        return ""
    said = {
        RefusalCause.REFUSED: _("Mail does not reach %(address)s: its mail server refused it for good."),
        RefusalCause.BOUNCED: _("Mail does not reach %(address)s: it came back."),
        RefusalCause.COMPLAINED: _("We write to %(address)s no more: a mail from us was marked as unwanted there."),
    }
    return said[cause] % {"address": address}
