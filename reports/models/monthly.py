from django.db import models

from organisations.models import TenantModel
from reports.models.rows import OwnReport


class MonthlyReport(TenantModel):
    """That somebody wants to be shown a report each month: a mail with the way to it, and no figure."""

    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    address = models.CharField(max_length=1000, blank=True)
    """What it is narrowed down to, as the page's address says it."""
    wanted_at = models.DateTimeField()
    next_at = models.DateTimeField()
    """When the next one is due; an instant derived from the organisation's zone."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "address"], name="monthly_report_once"),
            OwnReport(name="monthly_report_rows", update=("next_at",), doors=("true",)),
        ]
        indexes = [models.Index(fields=["next_at"], name="monthly_report_due")]

    def __str__(self) -> str:
        return f"monthly report of {self.person_id}"
