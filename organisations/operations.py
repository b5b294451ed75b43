"""Founding, inviting, roles: the verbs of an organisation."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count

from django.db import connection, transaction
from django.db.models import F
from django.utils.text import slugify

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from notifications.outbox import notify
from organisations.audit import record
from organisations.models import (
    Invitation,
    Membership,
    Organisation,
    OrganisationRole,
    Position,
    User,
)
from organisations.models.invitation import InvitationKind
from organisations.models.user import normal_address

INVITATION_LASTS = timedelta(days=21)
SENT_JUST_NOW = timedelta(minutes=1)


class Refused(Exception):
    """A rule of the domain says no; the message is a sentence for the person who asked."""


@transaction.atomic
def found_organisation(user: User, *, name: str, own_name: str, at: datetime) -> Organisation:
    """Found an organisation with its first owner, who may facilitate at once.

    Its number is taken first, so that the scope can be entered before its first row is there. A form
    that was sent twice founds one: the same name from the same person within a minute is the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [user.pk])  # the second waits, and finds the first
    if first := _just_founded(user, name=name, at=at):
        return first
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id'))")
        (number,) = cursor.fetchone()
    with scope(person=user.pk, organisation=number):
        organisation = Organisation(
            pk=number,
            name=name,
            slug=_free_address(name),
            time_zone=user.time_zone,
            founded_at=at,
        )
        organisation.save(force_insert=True)
        owner = Membership.objects.create(
            organisation=organisation,
            person=user,
            name=own_name,
            roles=[
                OrganisationRole.OWNER,
                OrganisationRole.FACILITATOR,
                OrganisationRole.MEMBER,
            ],
            started_at=at,
        )
        record("organisation.founded", organisation, by=owner, at=at, organisation=number)
    return organisation


def _just_founded(user: User, *, name: str, at: datetime) -> Organisation | None:
    with scope(person=user.pk, role=Role.ME):
        own = Membership.objects.current().filter(
            person=user, started_at__gt=at - SENT_JUST_NOW, organisation__name=name
        )
        founded = own.select_related("organisation").first()
    return founded.organisation if founded else None


def _free_address(name: str) -> str:
    wanted = slugify(name)[:50] or "organisation"
    with connection.cursor() as cursor:
        # two founders look one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.found'))")
        for number in count(1):
            slug = wanted if number == 1 else f"{wanted}-{number}"
            cursor.execute("SELECT organisation_address_taken(%s)", [slug])
            if cursor.fetchone() == (False,):
                return slug
    raise AssertionError("unreachable")


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

    One that was sent within the minute, revoked or accepted stays as it is: a double click is one mail.
    """
    changed = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, sent_at__lte=at - SENT_JUST_NOW
    ).update(times_sent=F("times_sent") + 1, sent_at=at, expires_at=at + INVITATION_LASTS)
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


@transaction.atomic
def change_roles(membership: Membership, roles: Iterable[str], *, by: Membership, at: datetime) -> None:
    """Give a person exactly these roles. Raise Refused where the organisation would lose its last owner."""
    before, after = (
        sorted(membership.roles),
        sorted(set(roles)) or [str(OrganisationRole.MEMBER)],
    )
    owners = (
        Membership.objects.current()
        .select_for_update()
        .filter(organisation=by.organisation, roles__contains=[OrganisationRole.OWNER])
    )
    if OrganisationRole.OWNER not in after and not [each for each in owners if each.pk != membership.pk]:
        raise Refused("An organisation needs an owner. Make somebody else an owner first.")
    membership.roles = after
    membership.save(update_fields=["roles"])
    record("membership.roles_changed", membership, by=by, at=at, before=before, after=after)


def place(
    membership: Membership,
    *,
    department: str = "",
    site: str = "",
    seniority: str = "",
    manager: Membership | None = None,
) -> Position:
    """Say where a member works and for whom; whoever forms sets reads it, other members do not."""
    position, _ = Position.objects.update_or_create(
        membership=membership,
        defaults={"department": department, "site": site, "seniority": seniority, "manager": manager},
        create_defaults={
            "organisation_id": membership.organisation_id,
            "person_id": membership.person_id,
            "department": department,
            "site": site,
            "seniority": seniority,
            "manager": manager,
        },
    )
    return position


@transaction.atomic
def change_settings(organisation: Organisation, *, outside: bool, by: Membership, at: datetime) -> None:
    """Keep what an owner decided; `outside`: whether its people and sets find those of other organisations."""
    organisation.outside_since = (organisation.outside_since or at) if outside else None
    organisation.save(update_fields=["name", "time_zone", "retention_days", "safety_contact", "outside_since"])
    record(
        "organisation.settings_changed",
        organisation,
        by=by,
        at=at,
        organisation=organisation.pk,
    )
