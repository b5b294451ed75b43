"""For Excel and its like: numbers are numbers, days are days, percentages are formatted, and texts never run."""

import tempfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from reports.exporting.pieces import LARGE, Pieces
from reports.exporting.tables import Cell, Percent, Table

PREFIX = "alsweb-export-"
"""Of the folder in which a file grows: XlsxWriter keeps rows on disk, not in memory."""
_LONGEST = 32_767
"""Characters that a cell takes."""
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(pieces: Pieces, tables: Sequence[Table], notes: Sequence[Sequence[str]], *, name: str) -> None:
    """A sheet that says what it is about, under `name`, and one for each table."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        path = Path(folder) / "export.xlsx"
        with Workbook(str(path), {**_OPTIONS, "tmpdir": folder}) as workbook:
            _Sheets(workbook).write(tables, notes, name)
        with path.open("rb") as made:
            while content := made.read(LARGE):
                pieces.write(content)


class _Sheets:
    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.heading = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.percent = workbook.add_format({"num_format": "0 %"})
        self.money = workbook.add_format({"num_format": "#,##0.00"})
        self.number = workbook.add_format({"num_format": "#,##0"})

    def write(self, tables: Sequence[Table], notes: Sequence[Sequence[str]], name: str) -> None:
        for table in tables:
            self._table(table)
        sheet = self.workbook.add_worksheet(name)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 2, 60)
        for number, row in enumerate(notes):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text, self.wrapped if column else self.heading)

    def _table(self, table: Table) -> None:
        sheet = self.workbook.add_worksheet(_sheet_name(table.name))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, len(table.columns), 14)
        for column, text in enumerate(table.columns):
            sheet.write_string(0, column, text, self.heading)
        for number, row in enumerate(table.rows, start=1):
            for column, cell in enumerate(row):
                self._cell(sheet, number, column, cell)

    def _cell(self, sheet: Any, row: int, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                pass
            case str():
                sheet.write_string(row, column, cell[:_LONGEST])
            case Percent(of_hundred):
                sheet.write_number(row, column, of_hundred / 100, self.percent)
            case date():
                sheet.write_datetime(row, column, cell, self.day)
            case Decimal():
                sheet.write_number(row, column, cell, self.money)
            case int():
                sheet.write_number(row, column, cell, self.number)


def _sheet_name(name: str) -> str:
    """As Excel takes it: thirty-one characters, and none of those with a meaning in formulas."""
    return name.translate(str.maketrans("", "", "[]:*?/\\'"))[:31]
