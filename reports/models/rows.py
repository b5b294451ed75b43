from django.db import models

from alsweb.lib.tenancy.rows import HERE, MINE, OrganisationFact, Readers, Who
from organisations.models.rights import KEEPS_PEOPLE


class OwnReport(OrganisationFact):
    """For whoever asked for it, as long as they may see participation."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {MINE} AND {KEEPS_PEOPLE}"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.NOBODY)
