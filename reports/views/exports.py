from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alsweb.lib.htmx import answer
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.policies import may_see_participation
from organisations.queries import allow
from reports import operations, queries
from reports.exporting.seen import Seen
from reports.forms import ExportForm
from reports.models import Export, ExportFormat, ExportOf, ExportState
from reports.sentences import named_period

_SHOWN = 25
_TOLD_FOR = timedelta(days=90)
_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.PDF: "application/pdf",
}


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: Request) -> HttpResponse:
    """What can be taken out of what is seen, and what one took out before."""
    allow(request.membership, may_see_participation)
    at = now()
    seen = Seen.at_address(request.organisation, request.GET.urlencode(), at=at)
    usual = {"of": ExportOf.FIGURES, "file_format": ExportFormat.XLSX}
    form = ExportForm(request.POST or None, initial=usual, address=seen.address)
    if request.method == "POST" and form.is_valid():
        made = operations.ask_for_export(seen, **form.cleaned_data, by=request.membership, at=at)
        return redirect("reports:export", organisation=request.organisation.slug, pk=made.pk)
    found = [
        (each, each.state(at), seen.beside(each.address).name)
        for each in queries.exports_of(request.membership)[:_SHOWN]
    ]
    context = {
        "form": form,
        "seen": seen,
        "view": seen.address,
        "period": named_period(seen.period),
        "exports": found,
        "by_others": [
            (event, ExportOf(event.change["of"]).label, ExportFormat(event.change["file_format"]).label)
            for event in queries.taken_by_others(request.membership, since=at - _TOLD_FOR)[:_SHOWN]
        ],
        "zone": request.user.time_zone,
    }
    return render(request, "reports/exports.html", context, status=422 if form.errors else 200)


@require_safe
def export(request: Request, pk: int) -> HttpResponse:
    """How far it is, and the way to fetch it; asked again by htmx while it is being made."""
    allow(request.membership, may_see_participation)
    found, at = queries.export_for(request.membership, pk), now()
    seen = Seen.at_address(request.organisation, found.address, at=found.asked_at)
    context = {
        "export": found,
        "state": found.state(at),
        "period": named_period(seen.period),
        "chosen": seen.form.chosen_names,
        "view": found.address,
        "zone": request.user.time_zone,
    }
    return answer(request, "reports/export.html", context, fragment="reports/_export.html")


@require_safe
def export_file(request: Request, pk: int) -> StreamingHttpResponse:
    """Its pieces, one after the other; each is asked for as who they are then, so a role taken away ends it."""
    allow(request.membership, may_see_participation)
    found = queries.export_for(request.membership, pk)
    if found.state(now()) is not ExportState.READY:
        raise Http404
    day = in_zone(found.asked_at, request.organisation.time_zone).date()
    return StreamingHttpResponse(
        _without_waiting(found) if isinstance(request, ASGIRequest) else _pieces(found),
        content_type=_TYPES[ExportFormat(found.file_format)],
        headers={
            "Content-Disposition": f'attachment; filename="participation-{found.of}-{day}.{found.file_format}"',
            "Content-Length": str(found.size),
            "Cache-Control": "no-store",
        },
    )


def _pieces(export: Export) -> Iterator[bytes]:
    number = 1
    while content := _piece(export, number):
        yield content
        number += 1


async def _without_waiting(export: Export) -> AsyncIterator[bytes]:
    number = 1
    while content := await sync_to_async(_piece)(export, number):
        yield content
        number += 1


def _piece(export: Export, number: int) -> bytes | None:
    with scope(person=export.person_id, organisation=export.organisation_id):
        return queries.piece_of(export, number)
