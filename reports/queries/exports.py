"""What somebody asked for: their own alone, and while they may see participation; PostgreSQL holds the second."""

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from organisations.models import Event, Membership
from reports.models import Export, ExportPiece, MonthlyReport

Row = TypeVar("Row", bound=Model)


def exports_of(membership: Membership) -> QuerySet[Export]:
    """The newest first."""
    return Export.objects.filter(organisation=membership.organisation_id, person=membership.person_id).order_by(
        "-asked_at", "-pk"
    )


def taken_by_others(membership: Membership, *, since: datetime) -> QuerySet[Event]:
    """From the audit: that others took figures out, what and as what, the newest first; never the file."""
    events = Event.objects.filter(organisation=membership.organisation_id, kind="report.exported", at__gte=since)
    return events.exclude(actor=membership).select_related("actor").order_by("-at", "-pk")


def export_for(membership: Membership, pk: int) -> Export:
    return _one(exports_of(membership), pk)


def piece_of(export: Export, number: int) -> bytes | None:
    """Its part of this number, from one on; None after the last."""
    pieces = ExportPiece.objects.filter(
        organisation=export.organisation_id, person=export.person_id, export=export, number=number
    )
    content = pieces.values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def monthly_of(membership: Membership) -> QuerySet[MonthlyReport]:
    return MonthlyReport.objects.filter(organisation=membership.organisation_id, person=membership.person_id).order_by(
        "wanted_at", "pk"
    )


def monthly_for(membership: Membership, pk: int) -> MonthlyReport:
    return _one(monthly_of(membership), pk)


def _one(among: QuerySet[Row], pk: int) -> Row:
    found = among.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
