"""Asking people in: inviting, again, no longer, and what they answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from notifications.outbox import notify
from organisations.audit import record
from organisations.models import Invitation, Membership, OrganisationRole, User
from organisations.models.invitation import InvitationKind
from organisations.models.user import normal_address
from organisations.operations.refusal import Refused
from organisations.policies import roles_to_give

INVITATION_LASTS = timedelta(days=21)
SENT_JUST_NOW = timedelta(minutes=1)


@transaction.atomic
def invite(
    email: str,
    *,
    name: str = "",
    roles: Iterable[str],
    by: Membership,
    at: datetime,
    kind: InvitationKind = InvitationKind.ORGANISATION,
    home: int | None = None,
) -> Invitation:
    """Ask an address into the organisation. Asking one whose invitation is open sends that again instead.

    `home` is the organisation that a guest asked from.
    """
    address = normal_address(email)
    if kind == InvitationKind.ORGANISATION:
        open_one = Invitation.objects.filter(
            organisation=by.organisation,
            kind=kind,
            email=address,
            invited_by=by,
            accepted_at=None,
            revoked_at=None,
            expires_at__gt=at,
        ).first()
        if open_one:
            return resend_invitation(open_one, by=by, at=at)
    invitation = Invitation.objects.create(
        organisation=by.organisation,
        kind=kind,
        email=address,
        name=name.strip(),
        roles=sorted(set(roles)),
        home_organisation_id=home,
        invited_by=by,
        invited_at=at,
        sent_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    record("invitation.sent", invitation, by=by, at=at, roles=invitation.roles)
    _tell_invited(invitation, at=at)
    return invitation


@transaction.atomic
def resend_invitation(invitation: Invitation, *, by: Membership, at: datetime) -> Invitation:
    """Send it once more, to the same address, with a fresh term.

    One into the organisation goes in the name of whoever presses: its first inviter may have left. Then
    the old one is revoked, and what is sent is a new one. One that was sent within the minute, revoked or
    accepted stays as it is: a double click is one mail.

    Raise Refused where it gives a role that is not theirs to give.
    """
    still_open = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, sent_at__lte=at - SENT_JUST_NOW
    )
    if invitation.kind == InvitationKind.ORGANISATION and invitation.invited_by_id != by.pk:
        if not set(invitation.roles) <= set(roles_to_give(by)):
            raise Refused(_("This invitation makes somebody owner or HR admin: only an owner can send it again."))
        if still_open.update(revoked_at=at) != 1:
            invitation.refresh_from_db()
            return invitation
        record("invitation.revoked", invitation, by=by, at=at)
        return invite(invitation.email, name=invitation.name, roles=invitation.roles, by=by, at=at)
    changed = still_open.update(times_sent=F("times_sent") + 1, sent_at=at, expires_at=at + INVITATION_LASTS)
    invitation.refresh_from_db()
    if changed:
        record("invitation.sent_again", invitation, by=by, at=at)
        _tell_invited(invitation, at=at)
    return invitation


def _tell_invited(invitation: Invitation, *, at: datetime) -> None:
    notify(
        kind=invitation.kind,
        subject=f"invitation:{invitation.pk}",
        occasion=str(invitation.times_sent),
        due_at=at,
        organisation=invitation.organisation_id,
        address=invitation.email,
        acting=invitation.invited_by.person_id,
    )


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Membership, at: datetime) -> bool:
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=at) != 1:
        return False
    record("invitation.revoked", invitation, by=by, at=at)
    return True


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, user: User, name: str, at: datetime, home: int | None = None
) -> Membership:
    """Make the invited person a member; must run in the scope of the inviter. The first acceptance wins.

    `home` is the organisation that a guest comes from.

    Raise Refused where the invitation is for another address or no longer stands.
    """
    if user.email != invitation.email:
        raise Refused("This invitation is for another e-mail address. Sign in with the address that it was sent to.")
    if (
        Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=at).update(
            accepted_at=at
        )
        != 1
    ):
        raise Refused("This invitation no longer stands. Ask the person who invited you for a new one.")
    membership = Membership.objects.current().filter(organisation=invitation.organisation_id, person=user).first()
    if membership is None:
        membership = Membership.objects.create(
            organisation_id=invitation.organisation_id,
            person=user,
            name=name.strip() or invitation.name or user.email.partition("@")[0],
            roles=invitation.roles,
            home_organisation_id=home,
            started_at=at,
        )
    else:
        # A guest is somebody who is here for nothing else.
        membership.roles = sorted(
            {*membership.roles, *invitation.roles} - ({OrganisationRole.GUEST} - {*membership.roles})
        )
        membership.save(update_fields=["roles"])
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=membership)
    record("invitation.accepted", invitation, by=membership, at=at)
    return membership
