"""The only door to sessions for views."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django_stubs_ext import WithAnnotations

from organisations.models import Membership
from sessions.models import (
    Answer,
    Attendance,
    Bid,
    Challenge,
    ChallengeWords,
    JoiningWords,
    Mark,
    Session,
)
from sets.models import LearningSet, SetMembership, SetRole
from sets.policies import Seat


def session_for(seat: Seat, number: int) -> Session:
    found = Session.objects.filter(learning_set=seat.learning_set, number=number).first()
    if found is None:
        raise Http404
    found.learning_set = seat.learning_set
    found.organisation = seat.learning_set.organisation
    return found


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
            apologised=counted(Q(mark=Mark.AWAY, answer=Answer.CANNOT)),
        )
        .order_by("number")
    )


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


def circle_at(session: Session) -> list[WithAnnotations[SetMembership]]:
    """Everybody who was in the set when it met, or is when it will; with what they said and whether they came."""
    own = Attendance.objects.filter(session=session, person=OuterRef("person"))
    seats = (
        SetMembership.objects.filter(organisation=session.organisation_id, learning_set=session.learning_set_id)
        .at(session.starts_at, session.over_at)
        .annotate(
            answer=Subquery(own.values("answer")[:1]),
            mark=Subquery(own.values("mark")[:1]),
        )
        .select_related("membership")
        .order_by("person", "started_at")
        .distinct("person")
    )
    return sorted(seats, key=lambda each: (each.role, each.membership.name, each.pk))


def bids_for(session: Session) -> list[Bid]:
    return list(Bid.objects.filter(session=session).order_by("made_at", "pk"))


def joining_words(session: Session) -> JoiningWords | None:
    return JoiningWords.objects.filter(session=session).first()


def own_challenge(seat: Seat) -> Challenge | None:
    """The challenge that this member works on now."""
    return (
        Challenge.objects.filter(
            learning_set=seat.learning_set,
            person=seat.membership.person_id,
            resolved_at=None,
        )
        .order_by("-written_at")
        .first()
    )


def challenge_words(challenges: Iterable[int]) -> dict[int, ChallengeWords]:
    return {words.challenge_id: words for words in ChallengeWords.objects.filter(challenge__in=list(challenges))}


def challenges_of(learning_set: LearningSet) -> list[ChallengeWords]:
    """What the set works on, newest first; the facts come along with their words."""
    return list(
        ChallengeWords.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("challenge")
        .order_by("-challenge__written_at", "-pk")[:25]
    )


def circle_people(learning_set: LearningSet) -> list[int]:
    """Everybody who is told about the set's dates."""
    return list(SetMembership.objects.current().filter(learning_set=learning_set).values_list("person_id", flat=True))
