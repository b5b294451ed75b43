from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django_stubs_ext import WithAnnotations

from organisations.models import Membership
from sets.models import HopeWords, JoinRequest, LearningSet, Listing, SetInvitation, SetMembership
from sets.policies import Seat

ANSWER_SHOWN = timedelta(days=30)


@dataclass(frozen=True)
class Places:
    """How many a set has, how many people are in it, and how many more are asked in or have one promised."""

    all: int
    members: int
    promised: int

    @property
    def left(self) -> int:
        return max(self.all - self.members - self.promised, 0)


def listing_of(learning_set: LearningSet) -> Listing | None:
    return Listing.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set).first()


def waiting_requests(learning_set: LearningSet) -> list[JoinRequest]:
    """Who waits for an answer, the first first."""
    return list(
        JoinRequest.objects.waiting()
        .filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .order_by("asked_at", "pk")
    )


def hopes_of(requests: Iterable[JoinRequest]) -> dict[int, HopeWords]:
    """What they hope for, by request."""
    return {each.request_id: each for each in HopeWords.objects.filter(request__in=[each.pk for each in requests])}


def request_for(seat: Seat, pk: int) -> JoinRequest:
    found = JoinRequest.objects.filter(
        organisation=seat.learning_set.organisation_id, learning_set=seat.learning_set, pk=pk
    ).first()
    if found is None:
        raise Http404
    return found


def own_requests(membership: Membership, *, at: datetime) -> list[JoinRequest]:
    """What this member asked from here: waiting, or answered lately. Whoever is in the set by now needs no answer."""
    from_here = Q(organisation=membership.organisation, home_organisation_id=None)
    from_here |= Q(home_organisation_id=membership.organisation_id)
    lately = Q(admitted_at__gt=at - ANSWER_SHOWN) | Q(not_now_at__gt=at - ANSWER_SHOWN)
    mine = JoinRequest.objects.filter(from_here, person=membership.person_id, withdrawn_at=None)
    waiting = Q(admitted_at=None, not_now_at=None)
    seats = SetMembership.objects.current().filter(person=membership.person_id).values("learning_set")
    return list(mine.filter(waiting | lately).exclude(learning_set__in=seats).order_by("-asked_at", "-pk")[:25])


def own_request_for(membership: Membership, pk: int) -> JoinRequest:
    found = JoinRequest.objects.filter(person=membership.person_id, pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_waiting_request(membership: Membership, learning_set: int) -> JoinRequest | None:
    return JoinRequest.objects.waiting().filter(person=membership.person_id, learning_set=learning_set).first()


def places_of(learning_set: LearningSet, *, at: datetime) -> Places:
    """Counted now. An open invitation is a place promised; so is a request granted before anybody is in the set."""
    here = {"organisation": learning_set.organisation_id, "learning_set": learning_set}
    members = SetMembership.objects.current().members().filter(**here).count()
    invited = SetInvitation.objects.filter(
        **here, invitation__accepted_at=None, invitation__revoked_at=None, invitation__expires_at__gt=at
    ).count()
    return Places(learning_set.places, members, invited + len(granted_before_beginning(learning_set)))


def granted_before_beginning(learning_set: LearningSet) -> list[Membership]:
    """Colleagues whose request was granted while nobody was in the set: their asking is their yes, once it begins."""
    here = {"organisation": learning_set.organisation_id, "learning_set": learning_set}
    granted = JoinRequest.objects.granted().filter(**here).values("person")
    seated = SetMembership.objects.filter(learning_set=learning_set).values("person")
    return list(
        Membership.objects.current()
        .filter(organisation=learning_set.organisation_id, person__in=granted)
        .exclude(person__in=seated)
        .select_related("position")
        .order_by("name", "pk")
    )


def with_requests_waiting(sets: QuerySet[WithAnnotations[LearningSet]]) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each told how many ask to join it; for whoever answers them, and nought for others."""
    asking = JoinRequest.objects.waiting().filter(learning_set=OuterRef("pk")).order_by().values("learning_set")
    return sets.annotate(requests_waiting=Subquery(asking.annotate(n=Count("pk")).values("n")))
