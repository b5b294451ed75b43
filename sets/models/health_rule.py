from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.rows import HERE, OrganisationFact
from organisations.models import TenantModel
from organisations.models.rights import KEEPS_PEOPLE

_DECIDED_BY = f"{HERE} AND {KEEPS_PEOPLE}"


class Sign(models.TextChoices):
    """By what one sees that a set may need somebody: the first three by person, inside the set; the others by dates."""

    ABSENCES = "absences", _("absences running")
    SILENT_ACTIONS = "silent_actions", _("days without news of an action")
    NOT_AGREED = "not_agreed", _("days without agreeing to the ground rules")
    NO_NEXT_DATE = "no_next_date", _("days without a next date")
    BELOW_MINIMUM = "below_minimum", _("members fewer than its minimum")
    CANCELLED = "cancelled", _("sessions cancelled")


class HealthRule(TenantModel):
    """Where an organisation differs from what is usual (`sets.health_rules`): from which number on a sign is told."""

    sign = models.CharField(max_length=16, choices=Sign.choices)
    number = models.PositiveSmallIntegerField()
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sign"], name="health_rule_once"),
            OrganisationFact(
                name="health_rule_rows", insert=_DECIDED_BY, change=_DECIDED_BY, update=("number", "decided_at")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sign} from {self.number}"
