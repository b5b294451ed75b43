from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.http import Http404
from django_stubs_ext import WithAnnotations

from organisations.models import Membership
from sets import policies
from sets.models import LearningSet, SetInvitation, SetMembership
from sets.policies import Seat


def seat_for(
    membership: Membership,
    slug: str,
    *,
    may: Callable[[Seat], bool] = policies.may_see_set,
) -> Seat:
    """This member before this set: 404 outside the set, 403 inside it without the right."""
    learning_set = (
        LearningSet.objects.filter(organisation=membership.organisation, slug=slug)
        .annotate(
            own_role=_own_role(membership),
            peopled=Exists(SetMembership.objects.filter(learning_set=OuterRef("pk"))),
        )
        .first()
    )
    if learning_set is None:
        raise Http404
    learning_set.organisation = membership.organisation
    seat = Seat(learning_set, membership, learning_set.own_role or "", peopled=learning_set.peopled)
    if not policies.may_see_set(seat):
        raise Http404
    if not may(seat):
        raise PermissionDenied
    return seat


def sets_of(membership: Membership) -> QuerySet[WithAnnotations[LearningSet]]:
    """The sets whose circle this member is in, by name, with how many members each has."""
    mine = SetMembership.objects.current().filter(person=membership.person_id).values("learning_set")
    return (
        LearningSet.objects.filter(organisation=membership.organisation, pk__in=mine)
        .annotate(
            member_count=_members(),
            own_role=_own_role(membership),
        )
        .order_by("name", "pk")
    )


def _own_role(membership: Membership) -> Subquery:
    return Subquery(
        SetMembership.objects.current()
        .filter(learning_set=OuterRef("pk"), person=membership.person_id)
        .values("role")[:1]
    )


def _members() -> Subquery:
    return Subquery(
        SetMembership.objects.current()
        .members()
        .filter(learning_set=OuterRef("pk"))
        .order_by()
        .values("learning_set")
        .annotate(members=Count("pk"))
        .values("members")
    )


def circle_of(learning_set: LearningSet) -> list[SetMembership]:
    """Everybody now in the set, facilitators first, then by name."""
    return list(
        SetMembership.objects.current()
        .filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("membership")
        .order_by("role", "membership__name", "pk")
    )


def set_invitations_of(seat: Seat) -> list[SetInvitation]:
    """Invitations to this set that nobody has accepted, newest first."""
    return list(
        SetInvitation.objects.filter(
            organisation=seat.learning_set.organisation_id,
            learning_set=seat.learning_set,
            invitation__accepted_at=None,
        )
        .select_related("invitation")
        .order_by("-invitation__invited_at", "-pk")[:25]
    )


def set_invitation_for(seat: Seat, pk: int) -> SetInvitation:
    found = SetInvitation.objects.filter(learning_set=seat.learning_set, pk=pk).select_related("invitation").first()
    if found is None:
        raise Http404
    return found


def others_seat_for(seat: Seat, pk: int) -> SetMembership:
    """A seat in this set that is not the reader's own, also one that has ended."""
    found = (
        SetMembership.objects.filter(learning_set=seat.learning_set, pk=pk)
        .exclude(person=seat.membership.person_id)
        .select_related("membership")
        .first()
    )
    if found is None:
        raise Http404
    return found


def has_left(membership: Membership, slug: str) -> bool:
    """Whether this member was in the set of this address and is no longer."""
    seats = SetMembership.objects.filter(
        organisation=membership.organisation, learning_set__slug=slug, person=membership.person_id
    )
    return seats.exists() and not seats.current().exists()
