"""Files as people's spreadsheets, and people who mean harm, make them."""

import io
import zipfile
from collections.abc import Sequence

from xlsxwriter import Workbook

HEADING = ("Name", "E-mail address", "Department", "Site", "Seniority", "Manager’s e-mail address")


def csv_of(*lines: str, heading: str = "Name,Email,Department,Site,Seniority,Manager") -> bytes:
    return "\r\n".join([heading, *lines, ""]).encode()


def xlsx_of(*rows: Sequence[object]) -> bytes:
    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return file.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The same archive with parts replaced, such as `sheet1=b"…"`."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            stem = name.rpartition("/")[2].partition(".")[0]
            new.writestr(name, parts.get(stem, old.read(name)))
    return file.getvalue()


def sheet(inside: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{inside}</sheetData></worksheet>"
    ).encode()
