from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, QuerySet
from django.http import Http404
from django_stubs_ext import WithAnnotations

from organisations.models import Membership, OrganisationRole
from sets import policies
from sets.models import Facilitation, LearningSet, Programme, Proposal, SetMembership, SetRole
from sets.policies import Seat
from sets.queries.seats import counted, member_count, own_role, peopled


def programmes_of(membership: Membership) -> QuerySet[Programme]:
    """All of the organisation, by name."""
    return Programme.objects.filter(organisation=membership.organisation).order_by("name", "pk")


def programmes_with_sets(membership: Membership) -> QuerySet[WithAnnotations[Programme]]:
    """The same, each with how many sets it holds, and how many of them are forming and closed."""
    sets = LearningSet.objects.filter(programme=OuterRef("pk"))
    return programmes_of(membership).annotate(
        sets=counted(sets, by="programme"),
        forming=counted(sets.filter(running_at=None, closed_at=None), by="programme"),
        closed=counted(sets.exclude(closed_at=None), by="programme"),
    )


def programme_for(
    membership: Membership,
    slug: str,
    *,
    may: Callable[[Membership, Programme], bool] = policies.may_see_programme,
) -> Programme:
    found = programmes_of(membership).filter(slug=slug).first()
    if found is None:
        raise Http404
    if not may(membership, found):
        raise PermissionDenied
    found.organisation = membership.organisation
    return found


def sets_of_programme(programme: Programme, *, reader: Membership) -> QuerySet[WithAnnotations[LearningSet]]:
    """Its sets as they were founded, with how many members each has and who facilitates, or is proposed to, as `reader` may see."""
    facilitating = SetMembership.objects.current().filter(learning_set=OuterRef("pk"), role=SetRole.FACILITATOR)
    proposed = Proposal.objects.filter(learning_set=OuterRef("pk"), role=SetRole.FACILITATOR)

    def names(people: QuerySet[Any]) -> ArraySubquery:
        return ArraySubquery(people.order_by("membership__name").values("membership__name"))

    return (
        LearningSet.objects.filter(organisation=programme.organisation_id, programme=programme)
        .annotate(
            member_count=member_count(),
            own_role=own_role(reader),
            peopled=peopled(),
            facilitators=names(facilitating),
            proposed=names(proposed),
        )
        .order_by("pk")
    )


def seat_in(found: Any, reader: Membership) -> Seat:
    """How the reader stands to one of `sets_of_programme`."""
    return Seat(found, reader, found.own_role or "", peopled=found.peopled)


def waits_for_facilitator(found: Any, reader: Membership) -> bool:
    """Whether it is this reader's to choose who facilitates, and nobody is chosen."""
    is_open = found.facilitation == Facilitation.STANDING and not (found.facilitators or found.proposed)
    return is_open and seat_in(found, reader).forms


def facilitators_of(membership: Membership) -> QuerySet[Membership]:
    """Whom one may ask to facilitate: everybody here with that role."""
    return (
        Membership.objects.current()
        .filter(organisation=membership.organisation, roles__contains=[OrganisationRole.FACILITATOR])
        .order_by("name", "pk")
    )
