"""The only door to people and invitations for views."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from organisations import policies
from organisations.models import Invitation, Membership, Organisation, OrganisationRole
from organisations.models.invitation import InvitationKind


def allow(membership: Membership, may: Callable[[Membership], bool]) -> None:
    """403 without the right: that the page exists is no secret inside the organisation."""
    if not may(membership):
        raise PermissionDenied


def people_of(membership: Membership) -> QuerySet[Membership]:
    allow(membership, policies.may_see_people)
    return Membership.objects.current().filter(organisation=membership.organisation).order_by("name", "pk")


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
    return Invitation.objects.filter(
        organisation=membership.organisation, kind=InvitationKind.ORGANISATION, accepted_at=None
    ).order_by("-invited_at", "-pk")


def invitation_for(membership: Membership, pk: int) -> Invitation:
    allow(membership, policies.may_invite_people)
    found = Invitation.objects.filter(
        organisation=membership.organisation, pk=pk, kind=InvitationKind.ORGANISATION
    ).first()
    if found is None:
        raise Http404
    return found
