"""Letting people into the circle."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from organisations import operations as organisations
from organisations.audit import record
from organisations.models import Invitation, Membership, OrganisationRole, User
from organisations.models.invitation import InvitationKind
from organisations.models.user import normal_address
from organisations.operations import Refused
from sets import coming_and_going
from sets.models import LearningSet, SetInvitation, SetMembership
from sets.operations.holding import hold
from sets.operations.line import check_or_allow


def admit(learning_set: LearningSet, membership: Membership, *, role: str, at: datetime) -> SetMembership:
    """Let somebody into the circle; PostgreSQL refuses unless the circle itself does it."""
    return SetMembership.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        membership=membership,
        person_id=membership.person_id,
        role=role,
        started_at=at,
    )


def let_in(learning_set: LearningSet, membership: Membership, *, role: str, invited_by: int, at: datetime) -> None:
    """Admit somebody, and say by whom; whoever sits in the set already stays where they are."""
    if SetMembership.objects.current().has(membership.person_id, in_set=learning_set.pk):
        return
    admit(learning_set, membership, role=role, at=at)
    record("set.joined", learning_set, by=membership, at=at, learning_set=learning_set.pk, invited_by=invited_by)
    coming_and_going.came(learning_set, [membership.person_id], at=at)


@transaction.atomic
def invite_to_set(
    learning_set: LearningSet,
    email: str,
    *,
    name: str = "",
    guest: bool = False,
    home: int | None = None,
    line_reason: str = "",
    by: Membership,
    at: datetime,
) -> SetInvitation:
    """Ask an address into the set. Asking one whose invitation is open sends that one again.

    A `guest` works elsewhere, maybe in the organisation `home`. Raise SameLine or KeptApart where it is a colleague's
    address who must not be in a set with somebody there.
    """
    hold(learning_set.pk)
    address = normal_address(email)
    again = (
        SetInvitation.objects.filter(
            learning_set=learning_set,
            invitation__email=address,
            invitation__accepted_at=None,
            invitation__revoked_at=None,
            invitation__expires_at__gt=at,
        )
        .select_related("invitation")
        .first()
    )
    if again:
        organisations.resend_invitation(again.invitation, by=by, at=at)
        return again
    colleague = Membership.objects.current().filter(organisation=by.organisation, person__email=address).first()
    if colleague and not SetMembership.objects.current().has(colleague.person_id, in_set=learning_set.pk):
        check_or_allow(learning_set, colleague, reason=line_reason, by=by, at=at)
    invitation = organisations.invite(
        address,
        name=name,
        roles=[OrganisationRole.GUEST if guest else OrganisationRole.MEMBER],
        by=by,
        at=at,
        kind=InvitationKind.SET,
        home=home,
    )
    return SetInvitation.objects.create(
        organisation=by.organisation,
        invitation=invitation,
        learning_set=learning_set,
        invited_by_person_id=by.person_id,
    )


@transaction.atomic
def invite_all(
    learning_set: LearningSet,
    addresses: Iterable[tuple[str, str]],
    *,
    guest: bool = False,
    line_reason: str = "",
    by: Membership,
    at: datetime,
) -> None:
    """Ask all of these names and addresses into the set, or none where one of them is refused."""
    for name, address in addresses:
        invite_to_set(learning_set, address, name=name, guest=guest, line_reason=line_reason, by=by, at=at)


@transaction.atomic
def accept(
    invitation: Invitation, *, user: User, name: str, at: datetime, home: int | None = None
) -> LearningSet | None:
    """Accept an invitation in the scope of its inviter; the set that it opens, or None.

    `home` is the organisation that a guest says they come from.

    Raise Refused where it no longer stands, is for another address, or the inviter has left the set.
    """
    for_set = SetInvitation.objects.filter(invitation=invitation).select_related("learning_set__organisation").first()
    if for_set is None and invitation.kind == InvitationKind.SET:
        # The circle alone reads what opens its set: an inviter who has left it reads nothing.
        raise Refused("The person who invited you has left the set. Ask its facilitator for a new invitation.")
    if for_set is not None:
        hold(for_set.learning_set_id)
    membership = organisations.accept_invitation(invitation, user=user, name=name, at=at, home=home)
    if for_set is None:
        return None
    let_in(for_set.learning_set, membership, role=for_set.role, invited_by=invitation.invited_by_id, at=at)
    joined: LearningSet = for_set.learning_set
    return joined
