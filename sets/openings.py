"""What an invitation opens to whoever holds its link; asked in the scope of its inviter."""

from dataclasses import dataclass
from datetime import datetime

from organisations.models import Invitation, Membership
from organisations.models.invitation import InvitationKind, InvitationState
from sets.models import LearningSet, SetInvitation


@dataclass(frozen=True)
class Opening:
    """An invitation that stands: the set that it opens, or None for the organisation alone."""

    invitation: Invitation
    learning_set: LearningSet | None
    own_name: str
    """The name by which its reader is known there already, or empty."""


def opening_of(pk: int, *, person: int | None, at: datetime) -> Opening | None:
    """The invitation, if it is open and its inviter may still ask people in; None says nothing about why not."""
    invitation = Invitation.objects.filter(pk=pk).select_related("organisation", "invited_by").first()
    if invitation is None or invitation.state(at) is not InvitationState.OPEN or invitation.invited_by.ended_at:
        return None
    for_set = SetInvitation.objects.filter(invitation=invitation).select_related("learning_set").first()
    # The circle alone reads what opens its set: an inviter who has left it reads nothing, and opens nothing.
    if for_set is None and invitation.kind == InvitationKind.SET:
        return None
    if for_set and for_set.learning_set.closed_at:
        return None
    here = Membership.objects.current().filter(organisation=invitation.organisation_id, person=person).first()
    return Opening(
        invitation,
        for_set.learning_set if for_set else None,
        here.name if here and person else "",
    )
