"""Sessions: one, a set's, a member's."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject
from django.http import Http404
from django_stubs_ext import WithAnnotations

from organisations.models import Membership
from sessions.models import Answer, Attendance, Bid, JoiningWords, Mark, Session, SessionMove
from sessions.queries.telling import own_changes
from sets.models import LearningSet, SetMembership, SetRole
from sets.policies import Seat


def session_for(seat: Seat, number: int, *, sessions: QuerySet[Any] | None = None) -> Session:
    """`sessions` brings along what a page says of it besides, such as `changed`."""
    here = Session.objects.all() if sessions is None else sessions
    found: Session | None = here.filter(learning_set=seat.learning_set, number=number).first()
    if found is None:
        raise Http404
    found.learning_set = seat.learning_set
    found.organisation = seat.learning_set.organisation
    return found


def changed(*, reader: int, now: datetime) -> QuerySet[WithAnnotations[Session]]:
    """Sessions, each with the move that brought it to where it stands, and with the reader's own change to it while
    nobody has been told of that.
    """
    moves = SessionMove.objects.that_stand().filter(organisation=OuterRef("organisation"), session=OuterRef("pk"))
    told = JSONObject(number="pk", reason="reason", moved_from="moved_from")
    changes = own_changes(person=reader, now=now).filter(
        subject=Concat(Value("session:"), Cast(OuterRef("pk"), CharField())),
        occasion=Cast(OuterRef("sequence"), CharField()),
    )
    return Session.objects.annotate(
        last_move=Subquery(moves.order_by("-pk").values(told=told)[:1]), own_change=Subquery(changes.values("kind")[:1])
    )


def sessions_of(learning_set: LearningSet) -> QuerySet[WithAnnotations[Session]]:
    """A set's sessions in order, with how many said or came; who has left says nothing of what is to come."""
    here = SetMembership.objects.current().filter(learning_set=OuterRef("learning_set"), person=OuterRef("person"))
    counts = Attendance.objects.filter(~Q(mark="") | Exists(here), session=OuterRef("pk")).order_by().values("session")

    def counted(condition: Q) -> Subquery:
        return Subquery(counts.annotate(n=Count("pk", filter=condition)).values("n"))

    return (
        Session.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(
            coming=counted(Q(answer=Answer.COMING)),
            cannot=counted(Q(answer=Answer.CANNOT)),
            came=counted(Q(mark=Mark.CAME)),
            apologised=counted(Q(mark=Mark.APOLOGISED)),
            disputed=counted(~Q(disputed_at=None) & Q(settled_at=None)),
        )
        .order_by("number")
    )


def with_own_answer(sessions: QuerySet[Session], membership: Membership) -> QuerySet[WithAnnotations[Session]]:
    """These sessions, each with what this member said about it."""
    own = Attendance.objects.filter(session=OuterRef("pk"), person=membership.person_id)
    return sessions.annotate(own_answer=Subquery(own.values("answer")[:1]))


def first_meeting_of(place: SetMembership) -> datetime | None:
    """When this person meets the set for the first time, or did; None where no date is set."""
    meetings = Session.objects.filter(
        organisation=place.organisation_id,
        learning_set=place.learning_set_id,
        cancelled_at=None,
        starts_at__gte=place.started_at,
    )
    return meetings.order_by("starts_at").values_list("starts_at", flat=True).first()


def held_in(learning_set: LearningSet) -> int:
    return Session.objects.filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, held_at__isnull=False
    ).count()


def upcoming_of(membership: Membership, *, now: datetime) -> QuerySet[WithAnnotations[Session]]:
    """My coming sessions in this organisation, nearest first, with what I said, who meets and whether I facilitate."""
    mine = SetMembership.objects.current().filter(person=membership.person_id).values("learning_set")
    own = Attendance.objects.filter(session=OuterRef("pk"), person=membership.person_id)
    circle = SetMembership.objects.current().filter(learning_set=OuterRef("learning_set"))
    return (
        Session.objects.upcoming(now)
        .filter(organisation=membership.organisation, learning_set__in=mine, learning_set__closed_at=None)
        .annotate(
            own_answer=Subquery(own.values("answer")[:1]),
            on_agenda=Exists(Bid.objects.filter(session=OuterRef("pk"), person=membership.person_id)),
            circle_names=ArraySubquery(circle.order_by("role", "membership__name").values("membership__name")),
            own_lead=Exists(circle.filter(person=membership.person_id, role=SetRole.FACILITATOR)),
        )
        .select_related("learning_set")
    )


def next_dates(
    sets: QuerySet[WithAnnotations[LearningSet]], *, now: datetime
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each with the instant of its next session."""
    coming = Session.objects.upcoming(now).filter(learning_set=OuterRef("pk"))
    return sets.annotate(next_starts_at=Subquery(coming.values("starts_at")[:1]))


def with_held(sets: QuerySet[WithAnnotations[LearningSet]]) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each with how many sessions it has held."""
    held = Session.objects.filter(learning_set=OuterRef("pk")).exclude(held_at=None).order_by().values("learning_set")
    return sets.annotate(held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0))


def joining_words(session: Session) -> JoiningWords | None:
    return JoiningWords.objects.filter(session=session).first()
