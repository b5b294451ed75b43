from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.rows import HERE, MINE, OrganisationFact
from organisations.models.rights import RolesAreGiven
from organisations.models.tenant import TenantModel


class OrganisationRole(models.TextChoices):
    OWNER = "owner", _("owner")
    HR = "hr", _("HR admin")
    FACILITATOR = "facilitator", _("facilitator")
    MEMBER = "member", _("member")
    GUEST = "guest", _("guest")


_ENDS = "(SELECT my_roles()) && CASE WHEN 'owner' = ANY (roles) THEN '{owner}' ELSE '{owner,hr}' END::text[]"
"""Who may end somebody else's: an owner, and HR where it is no owner's. What has ended is never opened again."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None)


class _MembershipRows(OrganisationFact):
    """Seats and marks refer to the person along with their membership."""

    pair = ("organisation_id", "person_id")


class Membership(TenantModel):
    """A person's time in an organisation, and the name that they go by there. History is never rewritten."""

    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    roles = ArrayField(models.CharField(max_length=16, choices=OrganisationRole.choices), default=list)
    home_organisation_id = models.BigIntegerField(null=True, blank=True)
    """A guest's own organisation, whose HR sees their attendance and nothing else."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(ended_at=None),
                name="membership_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=OrganisationRole.values) & ~models.Q(roles=[]),
                name="membership_has_known_roles",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="membership_ends_after_start",
            ),
            _MembershipRows(
                name="membership_rows",
                change=f"{HERE} AND ended_at IS NULL",
                check=f"{HERE} AND (ended_at IS NULL OR {MINE} OR {_ENDS})",
                update=("name", "roles", "ended_at"),
                delete=False,
                me=MINE,
                home="home_organisation_id = (SELECT current_organisation())",
                doors=(
                    MINE,
                    HERE,
                    "home_organisation_id = (SELECT current_organisation())",
                    "(SELECT current_person()) IS NULL AND (SELECT current_organisation()) IS NULL",
                ),
            ),
            RolesAreGiven(name="membership_roles_are_given"),
        ]
        indexes = [
            models.Index(fields=["organisation", "name"], name="membership_by_name"),
            models.Index(
                fields=["person"],
                condition=models.Q(ended_at=None),
                name="membership_of_person",
            ),
            models.Index(
                fields=["home_organisation_id"],
                condition=models.Q(home_organisation_id__isnull=False),
                name="membership_home",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_hr(self) -> bool:
        return OrganisationRole.HR in self.roles

    @property
    def is_owner(self) -> bool:
        return OrganisationRole.OWNER in self.roles

    @property
    def is_facilitator(self) -> bool:
        return OrganisationRole.FACILITATOR in self.roles

    @property
    def is_guest(self) -> bool:
        """Here for a set alone, and working elsewhere."""
        return self.roles == [OrganisationRole.GUEST]

    def is_current(self, at: datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)
