from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import OrganisationFact
from organisations.models import TenantModel
from sets.models import Cadence

LIST, POLL = "list", "poll"
RHYTHMS = [*Cadence.choices, (LIST, _("on dates of our own")), (POLL, _("on the dates that we found together"))]


class _SeriesRows(OrganisationFact):
    """An organisation fact that sessions of its set refer to."""

    pair = ("organisation_id", "learning_set_id")


class Series(TenantModel):
    """Sessions that were planned together, so that they can be changed together."""

    learning_set = TenantKey("sets.LearningSet")
    cadence = models.CharField(max_length=16, choices=RHYTHMS)
    planned_by = TenantKey("organisations.Membership")
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            _SeriesRows(name="series_rows", update=(), delete=False),
            SameOrganisation("learning_set", name="series_set_here"),
            SameOrganisation("planned_by", name="series_planner_here"),
        ]
        indexes = [models.Index(fields=["organisation", "learning_set"], name="series_of_set")]

    def __str__(self) -> str:
        return f"series {self.pk}"
