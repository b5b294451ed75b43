"""A table as a file that a spreadsheet opens, with no cell that it would run."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from xlsxwriter import Workbook

from organisations.reading import FORMULA_SIGNS

CSV, XLSX = "csv", "xlsx"
_TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it; a cell that could be a formula is marked as text."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """So that no spreadsheet runs it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA_SIGNS) else cell


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """Every cell is a text, whatever it looks like."""
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet, heading = workbook.add_worksheet(), workbook.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 9, 26)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, None if number else heading)
    return file.getvalue()


def download(rows: Iterable[Sequence[str]], *, name: str, form: str) -> HttpResponse:
    """`name` is a slug, with the date where there is one."""
    content = as_xlsx(rows) if form == XLSX else as_csv(rows)
    return HttpResponse(
        content,
        content_type=_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"},
    )
