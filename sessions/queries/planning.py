"""What whoever plans looks at: the dates that a set has, its people's zones, and what stands against a date."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from alsweb.lib.composed import composed
from alsweb.lib.countries import country_of
from sessions.cadence import Span
from sessions.looking import Attendee, Look, Standing, look_at
from sessions.models import Session
from sessions.queries.clashes import clashes
from sets.models import LearningSet, SetMembership
from sets.policies import Seat


@dataclass(frozen=True)
class Dates:
    """The sessions of a set that were not cancelled."""

    sessions: list[Session]
    wanted: int

    @property
    def left(self) -> int:
        """How many sessions have no date yet."""
        return max(self.wanted - len(self.sessions), 0)

    def standing(self, *, now: datetime, besides: Collection[int] = ()) -> list[Standing]:
        return [
            Standing(each.number, Span(each.local_date, each.starts_at, each.ends_at))
            for each in self.sessions
            if each.ends_at > now and each.pk not in besides
        ]

    def together_with(self, session: Session, *, now: datetime) -> list[Session]:
        """What was planned together with it and is still to come, itself among it."""
        return [
            each
            for each in self.sessions
            if each.pk == session.pk
            or (each.series_id and each.series_id == session.series_id and not each.held_at and each.starts_at > now)
        ]


def dates_of(learning_set: LearningSet) -> Dates:
    sessions = list(
        Session.objects.filter(
            organisation=learning_set.organisation_id, learning_set=learning_set, cancelled_at=None
        ).order_by("starts_at", "pk")
    )
    for each in sessions:
        each.learning_set = learning_set
    return Dates(sessions, learning_set.sessions_planned)


def circle_in_zones(learning_set: LearningSet) -> list[Attendee]:
    """Everybody of the circle with their clock and their country: their own word, else that of their zone."""
    return [
        Attendee(
            each.person_id,
            each.membership.name,
            each.person.time_zone,
            each.person.country or country_of(each.person.time_zone),
        )
        for each in _circle(learning_set)
    ]


@composed
def _circle(learning_set: LearningSet) -> QuerySet[SetMembership]:
    return (
        SetMembership.objects.current()
        .filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("membership", "person")
        .order_by("role", "membership__name", "pk")
    )


def looks_at(
    seat: Seat,
    spans: Sequence[Span],
    *,
    dates: Dates,
    now: datetime,
    zone: str = "",
    besides: Collection[int] = (),
) -> list[Look]:
    """What there is to know of these dates, in the set's zone or another.

    `besides` are sessions that would move there themselves.
    """
    return look_at(
        spans,
        zone=zone or seat.learning_set.time_zone,
        circle=circle_in_zones(seat.learning_set),
        reader=seat.membership.person_id,
        elsewhere=clashes(seat.learning_set, spans),
        standing=dates.standing(now=now, besides=besides),
    )
