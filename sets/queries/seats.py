from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django_stubs_ext import WithAnnotations

from alsweb.lib.composed import composed
from organisations.models import Membership
from sets import policies
from sets.models import Agreement, GroundRules, LearningSet, Proposal, SetInvitation, SetMembership
from sets.policies import Seat


def seat_for(
    membership: Membership,
    slug: str,
    *,
    may: Callable[[Seat], bool] = policies.may_see_set,
    find: Callable[[Membership, str], Sequence[Any]] | None = None,
) -> Seat:
    """This member before this set: 404 outside the set, 403 inside it without the right.

    `find` is a composed `seated` that brings along what a page says of the set besides, such as `for_page`.
    """
    found = (find or _seated)(membership, slug)
    if not found:
        raise Http404
    (learning_set,) = found
    learning_set.organisation = membership.organisation
    seat = Seat(
        learning_set,
        membership,
        learning_set.own_role or "",
        peopled=learning_set.peopled,
        has_rules=learning_set.has_rules,
        agreed=learning_set.agreed,
    )
    if not policies.may_see_set(seat):
        raise Http404
    if not may(seat):
        raise PermissionDenied
    return seat


def seated(sets: QuerySet[Any], membership: Membership, slug: str) -> QuerySet[Any]:
    """The one of these sets that is at this address, with what this member is to it."""
    found: QuerySet[Any] = sets.filter(organisation=membership.organisation, slug=slug).annotate(
        own_role=own_role(membership),
        peopled=peopled(),
        has_rules=Exists(GroundRules.objects.filter(learning_set=OuterRef("pk"))),
        agreed=_agreed(membership),
    )
    return found


@composed
def _seated(membership: Membership, slug: str) -> QuerySet[Any]:
    return seated(LearningSet.objects.all(), membership, slug)


def for_page() -> QuerySet[WithAnnotations[LearningSet]]:
    """Sets with what the top of their page says: who led them through their life, which answers wait.

    All in the one statement that finds the set.
    """
    waiting = SetInvitation.objects.filter(
        learning_set=OuterRef("pk"), invitation__accepted_at=None, invitation__revoked_at=None
    )
    sets = LearningSet.objects.select_related("programme", "founded_by", "running_by", "closing_by", "closed_by")
    proposed = Proposal.objects.filter(learning_set=OuterRef("pk"))
    return sets.annotate(
        invited=counted(waiting, by="learning_set"),
        proposed=counted(proposed, by="learning_set"),
        said_yes=counted(proposed.exclude(accepted_at=None), by="learning_set"),
    )


def sets_of(membership: Membership, *more: QuerySet[Any, Any]) -> QuerySet[WithAnnotations[LearningSet]]:
    """The sets whose circle this member is in or that they put together, by name, with how many members each has.

    `more` are the numbers of others to be among them.
    """
    mine = SetMembership.objects.current().filter(person=membership.person_id).values("learning_set")
    forming = LearningSet.objects.filter(
        ~peopled(),
        organisation=membership.organisation,
        founded_by=membership,
        composed_at=None,
        closed_at=None,
    )
    return (
        LearningSet.objects.filter(organisation=membership.organisation, pk__in=mine.union(forming.values("pk"), *more))
        .annotate(
            member_count=member_count(),
            own_role=own_role(membership),
        )
        .order_by("name", "pk")
    )


def own_role(membership: Membership) -> Subquery:
    return Subquery(
        SetMembership.objects.current()
        .filter(learning_set=OuterRef("pk"), person=membership.person_id)
        .values("role")[:1]
    )


def peopled() -> Exists:
    """Whether anybody was ever in the set."""
    return Exists(SetMembership.objects.filter(learning_set=OuterRef("pk")))


def member_count() -> Coalesce:
    return counted(SetMembership.objects.current().members().filter(learning_set=OuterRef("pk")), by="learning_set")


def counted(rows: QuerySet[Any], *, by: str) -> Coalesce:
    """How many `rows` there are of those that share `by` with the outer query."""
    return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)


def _agreed(membership: Membership) -> Exists:
    """Whether this member agreed to the newest ground rules."""
    newest = GroundRules.objects.filter(learning_set=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    return Exists(Agreement.objects.filter(rules=Subquery(newest), person=membership.person_id))


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
