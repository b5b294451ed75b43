"""For spreadsheets and programs: RFC 4180, the table first, then what it is about."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain

from organisations.writing import harmless
from reports.exporting.pieces import Pieces
from reports.exporting.tables import Cell, Percent, Table

_MARK = b"\xef\xbb\xbf"
"""By which Excel knows UTF-8."""


class _Text:
    def __init__(self, pieces: Pieces) -> None:
        self.pieces = pieces

    def write(self, text: str) -> int:
        return self.pieces.write(text.encode())


def write_csv(pieces: Pieces, tables: Sequence[Table], notes: Sequence[Sequence[str]]) -> None:
    """Every line has the same number of fields; between tables stands an empty one."""
    pieces.write(_MARK)
    wide = max(len(row) for row in (*(table.columns for table in tables), *notes))
    lines = csv.writer(_Text(pieces))
    first, *others = tables
    for line in chain(_lines(first), *(chain([[], [each.name]], _lines(each)) for each in others), [[]], notes):
        cells = [_written(cell) for cell in line]
        lines.writerow(cells + [""] * (wide - len(cells)))


def _lines(table: Table) -> Iterable[Sequence[Cell]]:
    return chain([table.columns], table.rows)


def _written(cell: Cell) -> str | int | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, Percent):
        return cell.of_hundred
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell
