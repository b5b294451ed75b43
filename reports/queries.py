"""Participation, counted from organisation facts alone: who came and when, never what was said."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from alsweb.lib.composed import composed
from organisations.models import Organisation
from sessions.models import Attendance, Mark, Session, SessionMove
from sets.models import LearningSet, SetMembership, SetState

SETS_ON_A_PAGE = 50


@dataclass(frozen=True)
class Tally:
    """So many of so many; a share is never shown without its n."""

    part: int
    n: int

    @property
    def share(self) -> float:
        return self.part / self.n if self.n else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def of(self) -> str:
        """`of 12`"""
        return _("of %(n)s") % {"n": self.n}

    def __str__(self) -> str:
        """`5 of 12`"""
        return _("%(part)s of %(n)s") % {"part": self.part, "n": self.n}


@dataclass(frozen=True)
class Shares:
    """Attendance is “came” over all marks, commitment “came” or “sent apologies” over the same; of a session that was
    cancelled no mark counts. `disputed` is how many of them their member says are wrong, until that is settled."""

    attendance: Tally
    commitment: Tally
    disputed: int

    @classmethod
    def of(cls, *, marked: int, came: int, apologised: int, disputed: int) -> "Shares":
        return cls(Tally(came, marked), Tally(came + apologised, marked), disputed)


def shares_of(counted: Any) -> Shares:
    """Those of one of `sessions.queries.with_marks`."""
    return Shares.of(marked=counted.marked, came=counted.came, apologised=counted.apologised, disputed=counted.disputed)


@dataclass(frozen=True)
class Participation:
    """One set's figures, or those of all sets, in a period; `hours` is each session's length for each person who came."""

    shares: Shares
    held: int
    planned: int
    moved: int
    cancelled: int
    hours: int

    @property
    def happened(self) -> Tally:
        return Tally(self.held, self.planned)


@dataclass(frozen=True)
class SetRow:
    learning_set: LearningSet
    next_starts_at: datetime | None
    figures: Participation

    @property
    def address(self) -> str:
        return self.learning_set.get_absolute_url()

    @property
    def needs_date(self) -> bool:
        return self.next_starts_at is None and self.learning_set.state is SetState.RUNNING


@dataclass(frozen=True)
class Report:
    since: date
    until: date
    people: int
    total: Participation
    sets: list[SetRow]

    @property
    def sets_needing_a_date(self) -> int:
        return sum(row.needs_date for row in self.sets)


@dataclass(frozen=True)
class Elsewhere:
    """One of our people as a guest of another organisation: whether they came, and nothing else."""

    name: str
    host: str
    sessions: int
    came: int
    apologised: int
    minutes: int

    @property
    def hours(self) -> int:
        return round(self.minutes / 60)


def own_people_elsewhere(organisation: Organisation, *, since: datetime, until: datetime) -> list[Elsewhere]:
    """Sessions elsewhere that began in [since, until), for each of our people by the name that they have here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT here.name, e.host, e.sessions, e.came, e.apologised, e.minutes"
            " FROM own_people_elsewhere(%(since)s, %(until)s) e CROSS JOIN LATERAL (SELECT m.name"
            " FROM organisations_membership m WHERE m.organisation_id = %(here)s AND m.person_id = e.person_id"
            " ORDER BY m.ended_at IS NOT NULL, m.started_at DESC LIMIT 1) here ORDER BY here.name, e.host",
            {"since": since, "until": until, "here": organisation.pk},
        )
        return [Elsewhere(*row) for row in cursor.fetchall()]


def participation(organisation: Organisation, *, since: datetime, until: datetime, now: datetime) -> Report:
    """Figures of sessions that began in [since, until), for each set and together; five queries."""
    sets = _sets(organisation, now)
    for each in sets:
        each.organisation = organisation
    sessions = {row["learning_set"]: row for row in _sessions(organisation, since, until, now)}
    attendance = {row["learning_set"]: row for row in _marks(organisation, since, until)}
    moved = dict(_moves(organisation, since, until))
    people = (
        SetMembership.objects.current()
        .members()
        .filter(organisation=organisation, learning_set__closed_at=None)
        .aggregate(people=Count("person", distinct=True))["people"]
    )

    def figures(keys: list[int]) -> Participation:
        met = [sessions[key] for key in keys if key in sessions]
        marks = [attendance[key] for key in keys if key in attendance]
        return Participation(
            shares=Shares.of(
                marked=sum(each["n"] for each in marks),
                came=sum(each["came"] for each in marks),
                apologised=sum(each["apologised"] for each in marks),
                disputed=sum(each["disputed"] for each in marks),
            ),
            held=sum(each["held"] for each in met),
            planned=sum(each["over"] for each in met),
            moved=sum(moved.get(key, 0) for key in keys),
            cancelled=sum(each["cancelled"] for each in met),
            hours=round(sum(each["minutes"] for each in marks) / 60),
        )

    return Report(
        since=since.date(),
        until=(until - timedelta(days=1)).date(),
        people=people,
        total=figures([*{*sessions, *attendance, *moved}]),
        sets=[SetRow(each, each.next_starts_at, figures([each.pk])) for each in sets],
    )


@composed
def _sets(organisation: Organisation, now: datetime) -> QuerySet[Any]:
    coming = Session.objects.upcoming(now).filter(learning_set=OuterRef("pk"))
    return (
        LearningSet.objects.filter(organisation=organisation)
        .annotate(next_starts_at=Subquery(coming.values("starts_at")[:1]))
        .order_by(F("closed_at").desc(nulls_first=True), "name", "pk")[:SETS_ON_A_PAGE]
    )


@composed
def _sessions(organisation: Organisation, since: datetime, until: datetime, now: datetime) -> QuerySet[Any, Any]:
    return (
        Session.objects.filter(organisation=organisation, starts_at__gte=since, starts_at__lt=until)
        .values("learning_set")
        .annotate(
            held=Count("pk", filter=Q(held_at__isnull=False)),
            cancelled=Count("pk", filter=Q(cancelled_at__isnull=False)),
            over=Count("pk", filter=Q(held_at__isnull=False) | Q(cancelled_at__isnull=False) | Q(ends_at__lt=now)),
        )
    )


@composed
def _marks(organisation: Organisation, since: datetime, until: datetime) -> QuerySet[Any, Any]:
    came = Q(mark=Mark.CAME)
    return (
        Attendance.objects.marked()
        .filter(organisation=organisation, session__starts_at__gte=since, session__starts_at__lt=until)
        .values("learning_set")
        .annotate(
            n=Count("pk"),
            came=Count("pk", filter=came),
            apologised=Count("pk", filter=Q(mark=Mark.APOLOGISED)),
            disputed=Count("pk", filter=Q(disputed_at__isnull=False, settled_at=None)),
            minutes=Sum("session__minutes", filter=came, default=0),
        )
    )


@composed
def _moves(organisation: Organisation, since: datetime, until: datetime) -> QuerySet[Any, Any]:
    return (
        SessionMove.objects.that_stand()
        .filter(organisation=organisation, session__starts_at__gte=since, session__starts_at__lt=until)
        .values_list("learning_set")
        .annotate(n=Count("pk"))
    )
