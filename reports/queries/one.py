"""One set, or one person, as HR may see them: when a set met, and who came."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.http import Http404

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
    marks = _marks(learning_set.organisation_id, since, until).filter(learning_set=learning_set)
    rows: Any = marks.values("session").annotate(**_COUNTS)
    came = {row["session"]: Tally(row["came"], row["marked"]) for row in rows}
    sessions = Session.objects.filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, starts_at__gte=since, starts_at__lt=until
    )
    return [Met(each, came.get(each.pk, Tally(0, 0))) for each in sessions.order_by("starts_at", "pk")]


def marks_by_person(learning_set: LearningSet, *, since: datetime, until: datetime) -> list[Marks]:
    """Who came to one set; a guest is led to nowhere."""
    marks = _marks(learning_set.organisation_id, since, until).filter(learning_set=learning_set)
    own = Case(When(membership__roles__contains=[OrganisationRole.GUEST], then=None), default=F("membership"))
    return _by(marks.annotate(own=own), "own", "membership__name", apart="membership")


def marks_by_set(person: Membership, *, since: datetime, until: datetime) -> list[Marks]:
    """To which of our sets one person came, over all their times here."""
    marks = _marks(person.organisation_id, since, until).filter(person=person.person_id)
    return _by(marks, "learning_set__slug", "learning_set__name", apart="learning_set")


def _marks(organisation: int, since: datetime, until: datetime) -> QuerySet[Attendance]:
    return Attendance.objects.marked().filter(
        organisation=organisation, session__starts_at__gte=since, session__starts_at__lt=until
    )


def _by(marks: QuerySet[Attendance], key: str, name: str, *, apart: str) -> list[Marks]:
    """`apart` tells those of one name from each other."""
    rows: Any = marks.values(key, name, apart).annotate(**_COUNTS).order_by(name, apart)
    return [Marks(row[key], row[name], Meetings(**{count: row[count] for count in _COUNTS})) for row in rows]
