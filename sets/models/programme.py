from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, OrganisationFact
from organisations.models import TenantModel
from organisations.models.rights import FORMS_SETS

_WRITTEN_BY = f"{HERE} AND {FORMS_SETS}"


class Programme(TenantModel):
    """Several sets under one name and for one purpose."""

    slug = models.SlugField(max_length=80, db_index=False)
    name = models.CharField(_("name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=400, blank=True)
    sessions_planned = models.PositiveSmallIntegerField(_("sessions of each set"), default=6)
    founded_by = TenantKey("organisations.Membership")
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="programme_address"),
            OrganisationFact(
                name="programme_rows",
                insert=_WRITTEN_BY,
                change=_WRITTEN_BY,
                update=("name", "purpose", "sessions_planned"),
                delete=False,
            ),
            SameOrganisation("founded_by", name="programme_founder_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "name"], name="programme_by_name"),
            models.Index(fields=["organisation", "founded_by"], name="programme_by_founder"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pages:programme", args=[self.organisation.slug, self.slug])
