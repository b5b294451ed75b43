from django.db import models

from alsweb.lib.tenancy.rows import HERE, MINE, OrganisationFact, Readers, Who
from organisations.models.rights import KEEPS_PEOPLE
from organisations.models.tenant import TenantModel


class _ImportRows(OrganisationFact):
    """For whoever uploaded it, as long as they keep the organisation's people."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {MINE} AND {KEEPS_PEOPLE}"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.NOBODY)


class PeopleImport(TenantModel):
    """A file of people that was read and waits to be confirmed; its rows go as soon as they are applied."""

    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    read_at = models.DateTimeField()
    rows = models.JSONField(default=list)
    """What is still to be applied."""
    mistakes = models.JSONField(default=list)
    """Pairs of line number and sentence."""
    unused = models.JSONField(default=list)
    """Headings of columns that are not read."""
    total = models.PositiveIntegerField(default=0)
    write_to_new = models.BooleanField(default=False)
    """Whether the new ones get a mail that they are here."""
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _ImportRows(
                name="people_import_rows", update=("rows", "mistakes", "write_to_new", "confirmed_at", "done_at")
            ),
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="people_import_by")]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def done(self) -> int:
        """How many of its lines are in."""
        return self.total - len(self.rows)
