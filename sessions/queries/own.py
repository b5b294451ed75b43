"""What is mine over all organisations: read in a person's own scope, so nobody else's name or answer is in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django_stubs_ext import WithAnnotations

from sessions.models import Attendance, Poll, PollReply, Session
from sets.models import SetMembership

_SHOWN = (
    "organisation_id",
    "learning_set_id",
    "number",
    "local_date",
    "local_time",
    "time_zone",
    "starts_at",
    "ends_at",
    "place",
    "held_at",
    "cancelled_at",
)
"""What a line in a diary says; a page has fifty of them."""


def own_seats(
    person: int, organisations: Collection[int], *, now: datetime
) -> QuerySet[WithAnnotations[SetMembership]]:
    """My places in these organisations' sets, each with when the set meets next and whether it has met with me."""
    sessions = Session.objects.filter(organisation=OuterRef("organisation"), learning_set=OuterRef("learning_set"))
    coming = sessions.filter(held_at=None, cancelled_at=None, ends_at__gt=now).order_by("starts_at")
    met = sessions.filter(cancelled_at=None, ends_at__lte=now, ends_at__gt=OuterRef("started_at"))
    return (
        SetMembership.objects.current()
        .filter(person=person, organisation__in=organisations)
        .select_related("learning_set")
        .annotate(next_starts_at=Subquery(coming.values("starts_at")[:1]), has_met=Exists(met))
        .order_by("learning_set__name", "pk")
    )


def own_sessions(person: int, organisations: Collection[int]) -> QuerySet[WithAnnotations[Session]]:
    """Sessions of the sets that I am in, since I came, with what I said and how I was marked.

    What a set had planned beyond its end takes place no more.
    """
    here = SetMembership.objects.current().filter(
        organisation=OuterRef("organisation"),
        learning_set=OuterRef("learning_set"),
        person=person,
        started_at__lt=OuterRef("ends_at"),
    )
    own = Attendance.objects.filter(organisation=OuterRef("organisation"), session=OuterRef("pk"), person=person)
    before_the_end = Q(learning_set__closed_at=None) | Q(starts_at__lt=F("learning_set__closed_at"))
    return (
        Session.objects.filter(Exists(here), before_the_end, organisation__in=organisations)
        .annotate(own_answer=Subquery(own.values("answer")[:1]), own_mark=Subquery(own.values("mark")[:1]))
        .only(*_SHOWN)
    )


def own_polls(
    person: int, places: Collection[SetMembership], *, now: datetime, today: date
) -> QuerySet[WithAnnotations[Poll]]:
    """Open polls of the sets in which these places of mine are that wait for my answer: not given, or due again by `today`."""
    reply = PollReply.objects.filter(organisation=OuterRef("organisation"), poll=OuterRef("pk"), person=person)
    settled = reply.exclude(ask_again_on__lte=today)
    here = {each.organisation_id for each in places}
    return (
        Poll.objects.open(now)
        .filter(
            ~Exists(settled),
            organisation__in=here or [0],
            learning_set__in=[0, *(each.learning_set_id for each in places)],
        )
        .order_by("closes_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """A set that I run, and of how many something is missing; nobody's name."""

    organisation_id: int
    learning_set_id: int
    members: int
    session_id: int | None
    """That of the next one."""
    silent: int
    """Members who have not said whether they come to it."""
    cannot: int
    poll_id: int | None
    """That of the poll that looks for dates."""
    unanswered: int


def workbench(*, now: datetime) -> list[Bench]:
    """Each set that I run, in whichever organisation. The door counts for whoever runs it, and tells others nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id, learning_set_id, members, session_id, silent, cannot, poll_id, unanswered"
            " FROM workbench(%s)",
            [now],
        )
        return [Bench(*row) for row in cursor.fetchall()]
