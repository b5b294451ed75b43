from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, OrganisationFact
from organisations.models import TenantModel
from organisations.models.rights import KEEPS_PEOPLE

_DECIDED_BY = f"{HERE} AND {KEEPS_PEOPLE}"


class CompletionRule(TenantModel):
    """From a day on: who attended so many of so many meetings has completed. Nothing else that anybody did is part of it.

    For the sets of a programme, or for all that are in none or in one without a rule of its own.
    """

    programme = TenantKey("sets.Programme", null=True)
    valid_from = models.DateField(_("for sets that begin on or after"))
    attend = models.PositiveSmallIntegerField(_("meetings to attend"), validators=[MinValueValidator(1)])
    sessions = models.PositiveSmallIntegerField(_("out of"), validators=[MinValueValidator(1)])
    decided_by = TenantKey("organisations.Membership")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme", "valid_from"], name="completion_rule_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(attend__gte=1, attend__lte=models.F("sessions"), sessions__lte=24),
                name="completion_rule_can_be_met",
            ),
            OrganisationFact(
                name="completion_rule_rows",
                insert=_DECIDED_BY,
                change=_DECIDED_BY,
                update=("attend", "sessions", "decided_by_id", "decided_at"),
            ),
            SameOrganisation("programme", name="completion_rule_programme_here"),
            SameOrganisation("decided_by", name="completion_rule_decided_here"),
        ]
        indexes = [models.Index(fields=["organisation", "decided_by"], name="completion_rule_by")]

    def __str__(self) -> str:
        return f"{self.attend} of {self.sessions} from {self.valid_from}"
