"""What an invitation opens to whoever holds its link; asked in the scope of its inviter."""

from dataclasses import dataclass
from datetime import datetime

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from organisations.models import Invitation, Membership, Organisation, OrganisationRole
from organisations.models.invitation import InvitationKind, InvitationState
from sets.models import LearningSet, SetInvitation


@dataclass(frozen=True)
class Opening:
    """An invitation that stands: the set that it opens, or None for the organisation alone."""

    invitation: Invitation
    learning_set: LearningSet | None
    own_name: str
    """The name by which its reader is known there already, or empty."""

    @property
    def is_for_guest(self) -> bool:
        """Whether it makes its reader a guest, who works elsewhere."""
        return OrganisationRole.GUEST in self.invitation.roles and not self.own_name


def opening_of(pk: int, *, person: int | None, at: datetime) -> Opening | None:
    """The invitation, if it is open and its inviter may still ask people in; None says nothing about why not."""
    invitation = Invitation.objects.filter(pk=pk).select_related("organisation", "invited_by__person").first()
    if invitation is None or invitation.state(at) is not InvitationState.OPEN:
        return None
    if invitation.invited_by.ended_at or not invitation.invited_by.person.is_active:
        return None
    for_set = SetInvitation.objects.filter(invitation=invitation).select_related("learning_set").first()
    # The circle alone reads what opens its set: an inviter who has left it reads nothing, and opens nothing.
    if for_set is None and invitation.kind == InvitationKind.SET:
        return None
    if for_set and (for_set.learning_set.closing_at or for_set.learning_set.closed_at):
        return None
    here = Membership.objects.current().filter(organisation=invitation.organisation_id, person=person).first()
    return Opening(
        invitation,
        for_set.learning_set if for_set else None,
        here.name if here and person else "",
    )


def own_homes(person: int, *, besides: int) -> list[Organisation]:
    """Where this person works, read in their own scope: their organisations, less `besides` and those they are a guest of."""
    with scope(person=person, role=Role.ME):
        mine = Membership.objects.current().filter(person=person).exclude(organisation=besides)
        return [each.organisation for each in mine.select_related("organisation").order_by("pk") if not each.is_guest]
