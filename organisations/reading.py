"""A table out of an uploaded file, CSV or XLSX: its cells as text, and nothing in it run, followed or trusted.

What an XLSX holds is counted before it is read: unpacked size, elements, and how far the sheet goes. The
reader then gets a copy of exactly what was counted, since it would make room for every cell up to the last
one, and an archive may lie about its sizes.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import load_workbook

MOST_BYTES = 2_000_000
MOST_UNPACKED = 12_000_000
MOST_ROWS = 5_000
_MOST_PARTS = 500
_MOST_ELEMENTS = 1_000_000
_LAST_ROW, _LAST_COLUMN = MOST_ROWS + 500, 100
_LINES_IN_A_CELL = 20
_DELIMITERS = ",;\t"
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Unreadable(Exception):
    """The file as a whole cannot be used; the message is a sentence for whoever sent it."""


@dataclass(frozen=True)
class Record:
    """One line of the table."""

    line: int
    """Where it begins in the file, the first line being 1."""
    cells: list[str]
    mistake: str = ""
    """Why it could not be divided into cells."""


def read_table(content: bytes) -> list[Record]:
    """Every line that holds anything. Raise Unreadable where the file is none of ours, or too large."""
    if len(content) > MOST_BYTES:
        raise Unreadable(_("The file is larger than 2 MB. Leave out columns that are not needed, or divide it."))
    if content.startswith(_OLD_OFFICE):
        raise Unreadable(_("This is an old Excel file, or one with a password. Save it as XLSX or CSV without one."))
    records = _xlsx(content) if content.startswith(_ZIP) else _csv(_text(content))
    table = list(islice((each for each in records if each.mistake or any(map(str.strip, each.cells))), MOST_ROWS + 2))
    if not table:
        raise Unreadable(_("The file is empty. Its first line has to name the columns."))
    if len(table) > MOST_ROWS + 1:
        raise _too_many()
    return table


def _too_many() -> Unreadable:
    return Unreadable(_("That is more than 5,000 lines. Divide the file, and bring in one part after the other."))


# CSV (RFC 4180, and what people's spreadsheets make of it)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _csv(text: str) -> Iterator[Record]:
    lines = list(io.StringIO(text, newline=""))
    heading = next((line for line in lines if line.strip()), "")[:10_000]
    delimiter = max(_DELIMITERS, key=lambda each: len(next(csv.reader([heading], delimiter=each))))
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        # One record at a time, so that a quotation mark that nothing closes costs its own line and no other.
        reader = csv.reader(lines[at : at + _LINES_IN_A_CELL], delimiter=delimiter, strict=True)
        try:
            record, taken = Record(at + 1, [_unmarked(cell) for cell in next(reader)]), reader.line_num
        except csv.Error:
            record, taken = Record(at + 1, [], _("It cannot be divided into cells: look at its quotation marks.")), 1
        yield record
        at += taken


def _unmarked(cell: str) -> str:
    """Without the apostrophe by which our own export keeps a cell from being a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_SIGNS else cell


FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet may run a cell that begins with one of these (OWASP, CSV injection)."""


# XLSX (ECMA-376)


def _xlsx(content: bytes) -> Iterator[Record]:
    try:
        workbook = load_workbook(io.BytesIO(_counted_copy(content)))
        rows = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Unreadable:
        raise
    except BaseException as fault:  # the reader is Rust, and its panic is no Exception
        if isinstance(fault, KeyboardInterrupt | SystemExit):
            raise
        raise Unreadable(_("The file could not be opened as XLSX. Save it once more as XLSX or CSV.")) from fault
    for number, row in enumerate(rows, start=1):
        yield Record(number, [_written(value) for value in row])


def _written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def _counted_copy(content: bytes) -> bytes:
    """The parts that a table consists of, unpacked and counted; an archive that unpacks to too much stops early."""
    too_much = Unreadable(_("Unpacked, this file is too large. Copy the columns that are needed into a new sheet."))
    copy, left = io.BytesIO(), MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(copy, "w") as counted:
            parts = {part.filename: part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))}
            if "xl/workbook.xml" not in parts:
                raise Unreadable(_("This is no XLSX file. Save the table as XLSX or CSV."))
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts.values()) > MOST_UNPACKED:
                raise too_much
            extent = _Extent()
            for name, part in parts.items():
                with archive.open(part) as packed:
                    unpacked = packed.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise too_much
                extent.measure(unpacked)
                counted.writestr(name, unpacked)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, RuntimeError, NotImplementedError, EOFError) as fault:
        raise Unreadable(_("The file is damaged or has a password. Save it once more as XLSX or CSV.")) from fault
    return copy.getvalue()


class _Extent:
    """How far a sheet goes. Cells count that hold something: spreadsheets style empty ones to the last row."""

    def __init__(self) -> None:
        self.elements = 0

    def measure(self, part: bytes) -> None:
        self.row = self.column = 0
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse  # entities would hide cells, and no spreadsheet writes any
        parser.StartElementHandler = self._begin
        parser.Parse(part, True)

    def _refuse(self, *_ignored: object) -> None:
        raise expat.ExpatError("document type")

    def _begin(self, element: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        kind, place = element.rpartition(":")[2], attributes.get("r", "")
        if kind == "row":
            self.row, self.column = int(place) if place.isdecimal() else self.row + 1, 0
        elif kind == "c":
            letters = place.rstrip("0123456789")
            self.row = int(place[len(letters) :] or self.row)
            self.column = _column(letters) if letters else self.column + 1
        elif kind in ("v", "is", "f") and (self.row > _LAST_ROW or self.column > _LAST_COLUMN):
            raise (
                _too_many()
                if self.row > _LAST_ROW
                else Unreadable(
                    _("The sheet has more than a hundred columns. Copy those that are needed into a new sheet.")
                )
            )
        if self.elements > _MOST_ELEMENTS:
            raise _too_many()


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:4].upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
