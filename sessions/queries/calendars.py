"""Sessions as calendars show them, and what a person's calendar holds of them already."""

from datetime import date, datetime, time, timedelta
from email.utils import parseaddr
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alsweb.lib.links import absolute
from notifications.models import Notice
from sessions.calendars import Meeting, Sender
from sessions.models import CalendarChoice, Session
from sessions.queries.telling import CLOCKS_CHANGED, INVITED, MOVED, PLACE_CHANGED, PLANNED, RESTORED
from sets.models import SetMembership

INVITING = (PLANNED, MOVED, PLACE_CHANGED, RESTORED, CLOCKS_CHANGED, INVITED)
"""Kinds of mail that bring a calendar part."""


class Dated(NamedTuple):
    """All that calendars are told of a session; equal where they are told the same."""

    uid: UUID
    sequence: int
    title: str
    day: date
    at_time: time
    time_zone: str
    starts_at: datetime
    minutes: int
    place: str
    address: str
    planned_at: datetime
    organisation: str
    learning_set: str
    number: int
    seats: int
    """How often its reader has come into the set."""

    def meeting(self, *, changed_at: datetime | None = None, is_leaving: bool = False) -> Meeting:
        """`changed_at` is known where a notice tells of the change."""
        return Meeting(
            uid=self.uid,
            # A leaver is told once more than the session changed, and one who comes back once more than that, so that
            # no calendar takes the newest for the older (RFC 5546 §2.1.4). Others' calendars need not count the same.
            sequence=self.sequence + 2 * max(self.seats - 1, 0) + is_leaving,
            title=self.title,
            day=self.day,
            at_time=self.at_time,
            time_zone=self.time_zone,
            starts_at=self.starts_at,
            minutes=self.minutes,
            place=self.place,
            address=self.address,
            page=_page(self.organisation, self.learning_set, self.number),
            # Later with each change, if not when: moves are not told outside of their organisation.
            changed_at=changed_at or self.planned_at + timedelta(seconds=self.sequence),
        )


def dated(sessions: QuerySet[Session], *, person: int) -> list[Dated]:
    """These sessions as this person's calendar is told of them."""
    seats = SetMembership.objects.filter(
        organisation=OuterRef("organisation"),
        learning_set=OuterRef("learning_set"),
        person=person,
        started_at__isnull=False,
    )
    counted = seats.order_by().values("learning_set").annotate(n=Count("pk")).values("n")
    found = sessions.annotate(seats=Coalesce(Subquery(counted), 0)).values_list(
        "uid",
        "sequence",
        "learning_set__calendar_name",
        "local_date",
        "local_time",
        "time_zone",
        "starts_at",
        "minutes",
        "place",
        "address",
        "planned_at",
        "organisation__slug",
        "learning_set__slug",
        "number",
        "seats",
    )
    return [Dated(*each) for each in found]


@lru_cache(maxsize=8192)
def _page(organisation: str, learning_set: str, number: int) -> str:
    return absolute("pages:session", organisation, learning_set, number)


def sender() -> Sender:
    return Sender(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], host())


def host() -> str:
    """The second half of every UID. Calendars know events by it for ever, so a site keeps its name."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def choice_of(person: int) -> CalendarChoice:
    """What they chose, or the default; in their scope."""
    return CalendarChoice.objects.filter(pk=person).first() or CalendarChoice(person_id=person)


def was_invited(session: Session, *, person: int, since: datetime | None = None) -> bool:
    """Whether a mail brought this session into their calendar, so that it has to be kept right there; in their scope.

    Also after they chose to subscribe: what is in a calendar stays in it.
    """
    may_have_arrived = Q(sent_at__isnull=False) | Q(ambiguous_at__isnull=False)
    told = Notice.objects.filter(may_have_arrived, person_id=person, kind__in=INVITING, subject=f"session:{session.pk}")
    if since is not None:
        told = told.filter(due_at__gte=since)
    if off_at := choice_of(person).invitations_off_at:
        told = told.filter(due_at__lt=off_at)
    return told.exists()


def takes_invitations(session: Session, *, person: int) -> bool:
    """Whether mail about this session brings it into their calendar, moves it there or takes it away."""
    return choice_of(person).invitations_off_at is None or was_invited(session, person=person)
