"""The only door to people and invitations for views."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from organisations import policies
from organisations.models import Invitation, Membership, Organisation, OrganisationRole, PeopleImport, Position
from organisations.models.invitation import InvitationKind


def allow(membership: Membership, may: Callable[[Membership], bool]) -> None:
    """403 without the right: that the page exists is no secret inside the organisation."""
    if not may(membership):
        raise PermissionDenied


def people_of(membership: Membership) -> QuerySet[Membership]:
    allow(membership, policies.may_see_people)
    return Membership.objects.current().filter(organisation=membership.organisation).order_by("name", "pk")


def former_people_of(membership: Membership) -> QuerySet[Membership]:
    """Who has left and not come back, each by their last time here."""
    allow(membership, policies.may_see_people)
    here = Membership.objects.filter(organisation=membership.organisation)
    last = here.order_by("person", "-started_at", "-pk").distinct("person").values("pk")
    return here.filter(pk__in=last).exclude(ended_at=None).order_by("name", "pk")


def matching(people: QuerySet[Membership], wanted: str) -> QuerySet[Membership]:
    """Those in whose name, address, department or site it stands."""
    return people.filter(
        Q(name__icontains=wanted)
        | Q(person__email__icontains=wanted)
        | Q(position__department__icontains=wanted)
        | Q(position__site__icontains=wanted)
    )


def everybody_of(membership: Membership) -> QuerySet[Membership]:
    """Current people with where they work and for whom, for a file."""
    allow(membership, policies.may_keep_people)
    return people_of(membership).select_related("person", "position__manager__person")


def position_of(person: Membership) -> Position:
    """Where they work; an empty one where nobody has said."""
    found = Position.objects.filter(membership=person).select_related("manager").first()
    return found or Position(organisation_id=person.organisation_id, membership=person, person_id=person.person_id)


def times_here(membership: Membership, person: Membership) -> QuerySet[Membership]:
    """Each time that this person was in the organisation, the latest first."""
    allow(membership, policies.may_see_people)
    return Membership.objects.filter(organisation=membership.organisation, person=person.person_id).order_by(
        "-started_at", "-pk"
    )


def left_by(person: int) -> list[Membership]:
    """One's own last time in each organisation that one has left and not come back to, the latest first.

    Asked in a person's own scope, which does not know those organisations' names.
    """
    own = Membership.objects.filter(person=person)
    last = own.order_by("organisation", "-started_at", "-pk").distinct("organisation").values("pk")
    return list(own.filter(pk__in=last).exclude(ended_at=None).order_by("-ended_at", "-pk"))


def latest_of(person: int, organisation: int) -> Membership | None:
    """How an account was last in an organisation, or still is; None for one that is closed. Asked in its own scope there."""
    own = Membership.objects.filter(person=person, organisation=organisation, person__is_active=True)
    return own.select_related("organisation").order_by("-started_at", "-pk").first()


def anybody_for(membership: Membership, pk: int) -> Membership:
    """Somebody who is here, or was."""
    allow(membership, policies.may_see_people)
    found = (
        Membership.objects.filter(organisation=membership.organisation, pk=pk)
        .select_related("person", "organisation")
        .first()
    )
    if found is None:
        raise Http404
    return found


def imports_of(membership: Membership) -> QuerySet[PeopleImport]:
    """Files that this person sent; nobody else sees them."""
    allow(membership, policies.may_keep_people)
    return PeopleImport.objects.filter(organisation=membership.organisation, person=membership.person_id).order_by(
        "-read_at", "-pk"
    )


def import_for(membership: Membership, pk: int) -> PeopleImport:
    found = imports_of(membership).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def person_for(membership: Membership, pk: int, *, may: Callable[[Membership], bool]) -> Membership:
    allow(membership, may)
    found = Membership.objects.current().filter(organisation=membership.organisation, pk=pk).first()
    if found is None:
        raise Http404
    return found


def keepers_of(organisation: Organisation) -> QuerySet[Membership]:
    """HR admins and owners; the whole organisation may know who they are."""
    keep = [OrganisationRole.OWNER, OrganisationRole.HR]
    return Membership.objects.current().filter(organisation=organisation, roles__overlap=keep).order_by("name", "pk")


def invitations_of(membership: Membership) -> QuerySet[Invitation]:
    """Into the organisation; who is asked into a set, and lets that lapse, is for the set."""
    allow(membership, policies.may_invite_people)
    return Invitation.objects.filter(organisation=membership.organisation, kind=InvitationKind.ORGANISATION).order_by(
        "-invited_at", "-pk"
    )


def invitation_for(membership: Membership, pk: int) -> Invitation:
    allow(membership, policies.may_invite_people)
    found = Invitation.objects.filter(
        organisation=membership.organisation, pk=pk, kind=InvitationKind.ORGANISATION
    ).first()
    if found is None:
        raise Http404
    return found
