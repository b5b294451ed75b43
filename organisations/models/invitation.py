from datetime import datetime
from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, OrganisationFact
from organisations.models.membership import OrganisationRole
from organisations.models.tenant import TenantModel


class InvitationKind(models.TextChoices):
    """What an invitation opens; each is the kind of the notice that carries it."""

    ORGANISATION = "invitation", _("the organisation")
    SET = "set_invitation", _("a set")


class InvitationState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REVOKED = "revoked"
    EXPIRED = "expired"


_INVITER_IS_ME = (
    "invited_by_id IN (SELECT m.id FROM organisations_membership m"
    " WHERE m.person_id = (SELECT current_person()) AND m.ended_at IS NULL)"
)
"""What an invitation opens is opened in its inviter's name, so nobody invites in somebody else's."""


class _InvitationRows(OrganisationFact):
    """Once accepted or revoked it is closed for ever, or whoever left a set could open their old one again."""

    def changing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND revoked_at IS NULL AND accepted_by_id IS NULL"


class Invitation(TenantModel):
    """An address asked into the organisation. The address can never be changed, or a key could be passed on."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=16, choices=OrganisationRole.choices), default=list)
    kind = models.CharField(max_length=32, choices=InvitationKind.choices, default=InvitationKind.ORGANISATION)
    """Known also to those who may not read which set it is."""
    home_organisation_id = models.BigIntegerField(null=True, blank=True)
    """Where a guest comes from who asked to be let in; whose HR will see whether they came."""
    invited_by = TenantKey("organisations.Membership")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    times_sent = models.PositiveSmallIntegerField(default=1)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = TenantKey("organisations.Membership", null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            _InvitationRows(
                name="invitation_rows",
                insert=f"{HERE} AND {_INVITER_IS_ME}",
                check=HERE,
                update=(
                    "expires_at",
                    "sent_at",
                    "times_sent",
                    "accepted_at",
                    "accepted_by_id",
                    "revoked_at",
                ),
                delete=False,
            ),
            SameOrganisation("invited_by", name="invitation_inviter_here"),
            SameOrganisation("accepted_by", name="invitation_accepter_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "-invited_at"], name="invitation_latest"),
            models.Index(fields=["organisation", "invited_by"], name="invitation_by_inviter"),
            models.Index(fields=["organisation", "accepted_by"], name="invitation_by_accepter"),
        ]

    def __str__(self) -> str:
        return self.email

    def state(self, at: datetime) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        return InvitationState.EXPIRED if self.expires_at <= at else InvitationState.OPEN
