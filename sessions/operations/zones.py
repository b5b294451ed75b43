"""When a government changes its clocks: what people agreed stays, and instants are derived anew."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import F

from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import NoSuchTime, TimeHappensTwice, instant, nearest_instant
from alsweb.lib.zone_database import fingerprint
from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from sessions import queries, vtimezone
from sessions.models import Session, ZoneRules
from sessions.operations.telling import SETTLES, tell_circle
from sets.operations import hold


@dataclass(frozen=True)
class Settled:
    """A session of which the new rules say something else than the old."""

    session: int
    was: datetime
    now: datetime
    has_one_instant: bool
    """False where its wall time does not exist any more, or happens twice."""


@dataclass(frozen=True)
class _Ahead:
    organisation: int
    session: int
    day: date
    at_time: time
    zone: str
    minutes: int
    starts_at: datetime


def settle_zones(at: datetime) -> list[Settled]:
    """Derive the instants of all sessions ahead anew, if the time-zone database has changed since that was done last.

    Outside of any scope. Run it twice or in two places: each session changes once, and everybody is told once.
    """
    rules = fingerprint()
    if ZoneRules.objects.filter(fingerprint=rules).exists():
        return []
    ZoneInfo.clear_cache()  # a process that has run for long goes by the rules that it met first
    vtimezone.written.cache_clear()  # and so would the calendars that it writes
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sessions_ahead(%s)", [at])
        ahead = [_Ahead(*row) for row in cursor.fetchall()]
    settled = [found for each in ahead if (found := _settle(each, at=at))]
    ZoneRules.objects.update_or_create(pk=1, defaults={"fingerprint": rules, "settled_at": at})
    return settled


def _settle(ahead: _Ahead, *, at: datetime) -> Settled | None:
    derived = nearest_instant(ahead.day, ahead.at_time, ahead.zone)
    has_one = _has_one_instant(ahead)
    if derived == ahead.starts_at and has_one:
        return None
    with scope(organisation=ahead.organisation), transaction.atomic():
        if derived != ahead.starts_at and not _derive(ahead, derived, at=at):
            return None
        if not has_one:
            _tell_who_runs(ahead, at=at)
    return Settled(ahead.session, ahead.starts_at, derived, has_one)


def _has_one_instant(ahead: _Ahead) -> bool:
    try:
        instant(ahead.day, ahead.at_time, ahead.zone)
    except (NoSuchTime, TimeHappensTwice):
        return False
    return True


def _derive(ahead: _Ahead, derived: datetime, *, at: datetime) -> bool:
    """False where somebody moved it meanwhile, by the new rules."""
    stands = Session.objects.planned().filter(
        pk=ahead.session, local_date=ahead.day, local_time=ahead.at_time, starts_at=ahead.starts_at
    )
    ends_at = derived + timedelta(minutes=ahead.minutes)
    hold(Session.objects.values_list("learning_set_id", flat=True).get(pk=ahead.session))
    if stands.update(starts_at=derived, ends_at=ends_at, sequence=F("sequence") + 1) != 1:
        return False
    session = Session.objects.select_related("learning_set").get(pk=ahead.session)
    record(
        "session.clocks_changed",
        session,
        by=None,
        at=at,
        learning_set=session.learning_set_id,
        number=session.number,
        was=ahead.starts_at.isoformat(),
        starts_at=derived.isoformat(),
    )
    tell_circle(session, kind=queries.CLOCKS_CHANGED, by=None, at=at)
    return True


def _tell_who_runs(ahead: _Ahead, *, at: datetime) -> None:
    session = Session.objects.select_related("learning_set").get(pk=ahead.session)
    notify_many(
        Notice.waiting(
            kind="session_time_gone",
            subject=f"session:{session.pk}",
            occasion=str(session.sequence),
            due_at=at + SETTLES,
            organisation=session.organisation_id,
            person=person,
        )
        for person in queries.who_runs(session.learning_set)
    )
