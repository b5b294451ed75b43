"""The only door to sets for views."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import (
    Count,
    Exists,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.http import Http404
from django_stubs_ext import WithAnnotations

from organisations.models import Membership
from sets import policies
from sets.models import (
    Agreement,
    GroundRules,
    GroundRulesWords,
    LearningSet,
    SetInvitation,
    SetMembership,
)
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
        .annotate(own_role=_own_role(membership))
        .first()
    )
    if learning_set is None:
        raise Http404
    learning_set.organisation = membership.organisation
    seat = Seat(learning_set, membership, learning_set.own_role or "")
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


def current_rules(learning_set: LearningSet, *, reader: int) -> GroundRules | None:
    """The newest version, with how many of the circle agreed and whether `reader` did."""
    agreements = Agreement.objects.filter(rules=OuterRef("pk"))
    return (
        GroundRules.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(
            agreed=Subquery(agreements.order_by().values("rules").annotate(n=Count("pk")).values("n")),
            reader_agreed=Exists(agreements.filter(person=reader)),
        )
        .order_by("-number")
        .first()
    )


def rules_words(rules: GroundRules) -> GroundRulesWords | None:
    return GroundRulesWords.objects.filter(rules=rules).first()


def agreed_people(rules: GroundRules) -> dict[int, datetime]:
    """Who agreed to this version, and when, by person."""
    return dict(Agreement.objects.filter(rules=rules).values_list("person_id", "agreed_at"))


def with_rules_to_agree(
    sets: QuerySet[WithAnnotations[LearningSet]], reader: int
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each told whether its newest ground rules wait for `reader`."""
    newest = GroundRules.objects.filter(learning_set=OuterRef("learning_set")).order_by("-number").values("pk")[:1]
    agreed = Agreement.objects.filter(rules=OuterRef("pk"), person=reader)
    waiting = GroundRules.objects.filter(~Exists(agreed), learning_set=OuterRef("pk"), pk=Subquery(newest))
    return sets.annotate(rules_wait=Exists(waiting))
