"""One set, or one person, as HR may see them: when a set met, and who came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.http import Http404

from alsweb.lib.composed import composed
from organisations.models import Membership, Organisation, OrganisationRole
from reports.measures import Meetings, Tally
from sessions.models import Attendance, Mark, Session
from sets.models import LearningSet

_CAME = Q(mark=Mark.CAME)
_COUNTS: dict[str, Any] = {
    "marked": Count("pk"),
    "came": Count("pk", filter=_CAME),
    "apologised": Count("pk", filter=Q(mark=Mark.APOLOGISED)),
    "disputed": Count("pk", filter=Q(disputed_at__isnull=False, settled_at=None)),
    "minutes": Sum("session__minutes", filter=_CAME, default=0),
}


@dataclass(frozen=True)
class Marks:
    """Those of one person in one set, under the name of either, which leads to `key`."""

    key: int | str | None
    name: str
    meetings: Meetings

    @property
    def absent(self) -> int:
        return self.meetings.marked - self.meetings.came - self.meetings.apologised


@dataclass(frozen=True)
class Met:
    session: Session
    came: Tally


def set_to_report(organisation: Organisation, slug: str) -> LearningSet:
    found = LearningSet.objects.filter(organisation=organisation, slug=slug).first()
    if found is None:
        raise Http404
    return found


def own_person_to_report(organisation: Organisation, pk: int) -> Membership:
    """Somebody who works here, or did; who is here as a guest is reported on where they work."""
    found = Membership.objects.filter(organisation=organisation, pk=pk).first()
    if found is None or OrganisationRole.GUEST in found.roles:
        raise Http404
    return found


def sessions_to_report(learning_set: LearningSet, *, since: datetime, until: datetime) -> list[Met]:
    """Its sessions that begin in [since, until), each with how many of those marked came; two statements."""
    came = {row["session"]: Tally(row["came"], row["marked"]) for row in _by_session(learning_set, since, until)}
    return [Met(each, came.get(each.pk, Tally(0, 0))) for each in _sessions(learning_set, since, until)]


def marks_by_person(learning_set: LearningSet, *, since: datetime, until: datetime) -> list[Marks]:
    """Who came to one set; a guest is led to nowhere."""
    return [_of(row, "own", "membership__name") for row in _by_person(learning_set, since, until)]


def marks_by_set(person: Membership, *, since: datetime, until: datetime) -> list[Marks]:
    """To which of our sets one person came, over all their times here."""
    return [_of(row, "learning_set__slug", "learning_set__name") for row in _by_set(person, since, until)]


@composed
def _sessions(learning_set: LearningSet, since: datetime, until: datetime) -> QuerySet[Session]:
    return Session.objects.filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, starts_at__gte=since, starts_at__lt=until
    ).order_by("starts_at", "pk")


@composed
def _by_session(learning_set: LearningSet, since: datetime, until: datetime) -> QuerySet[Any]:
    marks = _marks_in(learning_set, since, until)
    return marks.values("session").annotate(marked=_COUNTS["marked"], came=_COUNTS["came"])


@composed
def _by_person(learning_set: LearningSet, since: datetime, until: datetime) -> QuerySet[Any]:
    marks = _marks_in(learning_set, since, until)
    own = Case(When(membership__roles__contains=[OrganisationRole.GUEST], then=None), default=F("membership"))
    return _counted(marks.annotate(own=own), "own", "membership__name", apart="membership")


@composed
def _by_set(person: Membership, since: datetime, until: datetime) -> QuerySet[Any]:
    marks = _marks(person.organisation_id, since, until).filter(person=person.person_id)
    return _counted(marks, "learning_set__slug", "learning_set__name", apart="learning_set")


def _marks_in(learning_set: LearningSet, since: datetime, until: datetime) -> QuerySet[Attendance]:
    """The set is named of marks and of sessions, so that PostgreSQL may look for few of either."""
    return _marks(learning_set.organisation_id, since, until).filter(
        learning_set=learning_set, session__learning_set=learning_set
    )


def _marks(organisation: int, since: datetime, until: datetime) -> QuerySet[Attendance]:
    return Attendance.objects.marked().filter(
        organisation=organisation, session__starts_at__gte=since, session__starts_at__lt=until
    )


def _counted(marks: QuerySet[Attendance], key: str, name: str, *, apart: str) -> QuerySet[Any]:
    """`apart` tells those of one name from each other."""
    rows: QuerySet[Any] = marks.values(key, name, apart).annotate(**_COUNTS).order_by(name, apart)
    return rows


def _of(row: dict[str, Any], key: str, name: str) -> Marks:
    return Marks(row[key], row[name], Meetings(**{count: row[count] for count in _COUNTS}))
