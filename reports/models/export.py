from datetime import datetime, timedelta
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from organisations.models import TenantModel
from reports.models.rows import OwnReport

KEPT = timedelta(days=7)
GIVEN_UP_AFTER = timedelta(days=1)
"""How long a file is kept, and how long one that is not made yet is tried."""


class ExportState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    GONE = "gone"
    FAILED = "failed"


class ExportOf(models.TextChoices):
    FIGURES = "figures", _("the figures as on the page")
    SETS = "sets", _("each set with its figures")
    MARKS = "marks", _("who came to which session")


class ExportFormat(models.TextChoices):
    CSV = "csv", _("CSV")
    XLSX = "xlsx", _("Excel (XLSX)")
    PDF = "pdf", _("PDF")


class Export(TenantModel):
    """A file made from a report for the person who asked for it; it is made in the background, and kept for a while."""

    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    of = models.CharField(max_length=8, choices=ExportOf.choices)
    file_format = models.CharField(max_length=4, choices=ExportFormat.choices)
    address = models.CharField(max_length=1000, blank=True)
    """What it is narrowed down to, as the page's address says it."""
    asked_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    """Until when the process that makes it is believed to live."""
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    """How many of its rows are in."""
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    size = models.PositiveIntegerField(default=0)
    """Bytes."""
    expires_at = models.DateTimeField()
    """When its content goes; that it was made stays in the audit."""

    class Meta:
        constraints = [
            OwnReport(
                name="export_rows",
                update=("claimed_until", "total", "done", "made_at", "failed_at", "size", "expires_at"),
                doors=("true",),
                door_writes=True,
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "person", "asked_at"], name="export_by"),
            models.Index(
                fields=["asked_at"],
                condition=models.Q(made_at=None, failed_at=None),
                name="export_to_make",
            ),
            models.Index(fields=["expires_at"], name="export_expires"),
        ]

    def __str__(self) -> str:
        return f"export {self.pk}"

    def state(self, at: datetime) -> ExportState:
        if self.failed_at or (self.made_at is None and self.expires_at <= at):
            return ExportState.FAILED
        if self.made_at is None:
            return ExportState.WAITING
        return ExportState.READY if at < self.expires_at else ExportState.GONE


class ExportPiece(TenantModel):
    """A part of its content, so that neither making nor fetching it holds the whole."""

    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    export = TenantKey("reports.Export")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "export", "number"], name="export_piece_once"),
            OwnReport(name="export_piece_rows", update=(), doors=("true",), door_writes=True),
            SameOrganisation("export", name="export_piece_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"piece {self.number} of export {self.export_id}"
