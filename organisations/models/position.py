from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, SamePerson, TenantKey
from alsweb.lib.tenancy.rows import HERE, MINE, OrganisationFact, Readers, Who
from organisations.models.rights import FORMS_SETS, KEEPS_PEOPLE
from organisations.models.tenant import TenantModel


class Seniority(models.TextChoices):
    """How many people somebody answers for; a rung, not a grade."""

    OWN_WORK = "own_work", _("answers for their own work")
    TEAM = "team", _("leads a team")
    TEAMS = "teams", _("leads several teams")
    ORGANISATION = "organisation", _("leads the organisation")


class _PositionRows(OrganisationFact):
    """For whoever forms sets, and for oneself; kept by HR."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND ({MINE} OR {FORMS_SETS})"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.FORMS_SETS, hr=Who.ALL)

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {KEEPS_PEOPLE}"


class Position(TenantModel):
    """Where a member works and for whom, so that a set can be mixed. Other members cannot look it up."""

    membership = models.OneToOneField(
        "organisations.Membership",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="position",
    )
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    department = models.CharField(_("department"), max_length=120, blank=True)
    site = models.CharField(_("site"), max_length=120, blank=True)
    seniority = models.CharField(_("seniority"), max_length=16, choices=Seniority.choices, blank=True)
    manager = TenantKey("organisations.Membership", null=True, blank=True)

    class Meta:
        constraints = [
            _PositionRows(
                name="position_rows",
                update=("department", "site", "seniority", "manager_id"),
                delete=False,
                doors=(HERE,),
            ),
            models.CheckConstraint(
                condition=models.Q(manager=None) | ~models.Q(manager=models.F("membership")),
                name="position_not_own_manager",
            ),
            SamePerson("membership", name="position_member_here"),
            SameOrganisation("manager", name="position_manager_here"),
        ]
        indexes = [models.Index(fields=["organisation", "manager"], name="position_by_manager")]

    def __str__(self) -> str:
        return f"position of {self.membership_id}"
