from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, OrganisationFact, Readers, Who
from organisations.models.rights import KEEPS_PEOPLE
from organisations.models.tenant import TenantModel

_FOR_THEM = f"{HERE} AND {KEEPS_PEOPLE}"


class FeePer(models.TextChoices):
    SESSION = "session", _("for each session")
    DAY = "day", _("for each day, however many sets meet on it")


class Currency(models.TextChoices):
    GBP = "GBP", _("pounds (GBP)")
    EUR = "EUR", _("euros (EUR)")
    USD = "USD", _("US dollars (USD)")
    AUD = "AUD", _("Australian dollars (AUD)")
    CAD = "CAD", _("Canadian dollars (CAD)")
    NZD = "NZD", _("New Zealand dollars (NZD)")
    CHF = "CHF", _("Swiss francs (CHF)")
    SEK = "SEK", _("Swedish kronor (SEK)")
    INR = "INR", _("Indian rupees (INR)")
    ZAR = "ZAR", _("South African rand (ZAR)")


class _CostRows(OrganisationFact):
    """What HR and owner reckon with; to nobody else of any use."""

    def reading(self, model: type[models.Model]) -> str:
        return _FOR_THEM

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.ALL)


class CostRate(TenantModel):
    """What an hour of anybody's time and a facilitator cost, from a day on until the next row: one rate for all."""

    valid_from = models.DateField(_("from"))
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    hourly_rate = models.DecimalField(
        _("an hour of somebody’s time"), max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )
    fee = models.DecimalField(
        _("the facilitator’s fee"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)]
    )
    fee_per = models.CharField(_("it is paid"), max_length=8, choices=FeePer.choices, default=FeePer.SESSION)
    decided_by = TenantKey("organisations.Membership")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "valid_from"], name="cost_rate_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(hourly_rate__gte=0, fee__gte=0), name="cost_rate_not_below_nothing"
            ),
            _CostRows(
                name="cost_rate_rows",
                update=("currency", "hourly_rate", "fee", "fee_per", "decided_by_id", "decided_at"),
            ),
            SameOrganisation("decided_by", name="cost_rate_decided_here"),
        ]
        indexes = [models.Index(fields=["organisation", "decided_by"], name="cost_rate_by")]

    def __str__(self) -> str:
        return f"costs from {self.valid_from}"
