"""Tables out of files: however they were saved, and whatever somebody put into them."""

import io
import resource
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from organisations.reading import MOST_ROWS, Record, Unreadable, read_table
from organisations.writing import as_csv, as_xlsx
from tests.organisations.files import HEADING, repacked, sheet, xlsx_of

NAMES = [["Name", "Site"], ["Zoë Żak", "Köln"], ["Bob", "Pier"]]


def cells(content: bytes) -> list[list[str]]:
    return [record.cells for record in read_table(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_the_same_however_it_was_saved(encoding: str, delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in NAMES) + end
    assert cells(text.encode(encoding)) == NAMES


def test_what_is_not_utf8_is_taken_for_windows_1252() -> None:
    assert cells("Name;Site\nJosé;Café “Nord”\n".encode("cp1252"))[1] == ["José", "Café “Nord”"]


def test_a_comma_in_a_german_file_is_part_of_the_cell() -> None:
    assert cells(b"Name;Site\nBob;Pier, north\n")[1] == ["Bob", "Pier, north"]


def test_lines_are_counted_as_in_the_file_and_empty_ones_are_left_out() -> None:
    content = b'Name,Site\n\nAnn,"one\ntwo"\n , \nBob,Pier\n'
    assert [(record.line, record.cells) for record in read_table(content)] == [
        (1, ["Name", "Site"]),
        (3, ["Ann", "one\ntwo"]),
        (6, ["Bob", "Pier"]),
    ]


@pytest.mark.parametrize("bad", ['Ann,"Pier', '"Ann" Lee,Pier', f'Ann,"{"x" * 200_000}"', '"Ann'])
def test_a_line_that_cannot_be_divided_costs_no_other(bad: str) -> None:
    found = read_table(f"Name,Site\n{bad}\nBob,Pier\nCat,Quay\n".encode())
    assert [record.line for record in found if record.mistake] == [2]
    assert [record.cells for record in found if not record.mistake][1:] == [["Bob", "Pier"], ["Cat", "Quay"]]


def test_numbers_and_dates_of_a_sheet_are_read_as_people_see_them() -> None:
    assert cells(xlsx_of(["Name", "Level", "Since"], ["Ann", 3, 2.5]))[1] == ["Ann", "3", "2.5"]


def test_a_formula_is_read_as_its_value() -> None:
    row = '<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://evil.example")</f><v>Ann</v></c></row>'
    assert cells(repacked(xlsx_of(["x"]), sheet1=sheet(row))) == [["Ann"]]


def test_lines_of_a_sheet_are_counted_from_its_first() -> None:
    row = '<row r="3"><c r="B3" t="inlineStr"><is><t>Ann</t></is></c></row>'
    assert read_table(repacked(xlsx_of(["x"]), sheet1=sheet(row))) == [Record(3, ["", "Ann"])]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b"\n , \n", "The file is empty."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "This is an old Excel file"),
        (b"PK\x03\x04 and then nothing", "The file is damaged"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"Name,Email\n" + b"a,b\n" * (MOST_ROWS + 1), "more than 5,000 lines"),
    ],
)
def test_a_file_that_is_none_of_ours_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match=sentence):
        read_table(content)


def test_five_thousand_lines_are_read() -> None:
    assert len(read_table(b"Name,Email\n" + b"a,b\n" * MOST_ROWS)) == MOST_ROWS + 1
    assert len(read_table(as_xlsx([["Name", "Email"], *[["a", "b"]] * MOST_ROWS]))) == MOST_ROWS + 1
    with pytest.raises(Unreadable, match="more than 5,000 lines"):
        read_table(as_xlsx([["Name", "Email"], *[["a", "b"]] * (MOST_ROWS + 1)]))


def test_another_archive_is_no_sheet() -> None:
    ods = repacked(xlsx_of(["x"]))
    with pytest.raises(Unreadable, match="This is no XLSX file"):
        read_table(ods.replace(b"xl/workbook.xml", b"xl/workbooks.ml"))


# Harm


def _bomb(*, honest: bool) -> bytes:
    """A sheet of 600 MB that packs to 600 kB, and may lie about its size."""
    packed = bytearray(repacked(xlsx_of(["x"]), sheet1=sheet("<row/>" * 100_000_000)))
    if not honest:
        true = struct.pack("<I", len(sheet("<row/>" * 100_000_000)))
        assert packed.count(true) == 2
        packed = bytearray(bytes(packed).replace(true, struct.pack("<I", 1000)))
    return bytes(packed)


@pytest.mark.parametrize("honest", [True, False])
def test_a_sheet_that_unpacks_to_hundreds_of_megabytes_is_refused_at_once(honest: bool) -> None:
    bomb = _bomb(honest=honest)
    tracemalloc.start()
    begun = time.perf_counter()
    with pytest.raises(Unreadable):
        read_table(bomb)
    took, (_, most) = time.perf_counter() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 2
    assert most < 50_000_000


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><x:row xmlns:x='y' r='900000'><x:c r='A900000'><x:v>1</x:v></x:c></x:row>",
        "<row>" + "<c><v>1</v></c>" * 300_000 + "</row>",
        "<row><c><v>1</v></c></row>" * 200_000,
    ],
)
def test_a_sheet_with_a_cell_far_away_makes_no_room_for_all_between(rows: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(Unreadable):
        read_table(repacked(xlsx_of(["x"]), sheet1=sheet(rows)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_empty_cells_that_are_only_styled_do_no_harm() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    assert cells(repacked(xlsx_of(["x"]), sheet1=sheet(rows))) == [["1"]]


def test_entities_of_a_sheet_are_not_followed() -> None:
    harm = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    with pytest.raises(Unreadable):
        read_table(repacked(xlsx_of(["x"]), sheet1=harm))


def outcome(content: bytes) -> str:
    try:
        return f"{len(read_table(content))} lines."
    except Unreadable as why:
        return str(why)


@given(st.binary(max_size=400))
@example(b"\xff\xfea")
@example(b"'")
@example(b'"\r\n"')
def test_bytes_of_any_kind_are_a_table_or_a_sentence(content: bytes) -> None:
    assert outcome(content).endswith(".")


@given(st.integers(0, 6000), st.binary(min_size=1, max_size=30))
def test_a_sheet_that_was_tampered_with_is_a_table_or_a_sentence(at: int, harm: bytes) -> None:
    whole = xlsx_of(HEADING, ["Ann", "ann@harbour.example", "", "", "", ""])
    at %= len(whole)
    assert outcome(whole[:at] + harm + whole[at + len(harm) :]).endswith(".")


@given(st.integers(0, 2000), st.text(max_size=20))
def test_markup_in_a_sheet_that_makes_no_sense_is_a_table_or_a_sentence(at: int, harm: str) -> None:
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="d"><v>2027-02-01</v></c><c r="C1"><v>3.5</v></c></row>'
    at %= len(rows)
    inside = (rows[:at] + harm + rows[at:]).encode("utf-8", "replace").decode()
    assert outcome(repacked(xlsx_of(["x"]), sheet1=sheet(inside))).endswith(".")


# Drill 18: out again, and harmless

HARMFUL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", '=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("cell", HARMFUL)
def test_no_cell_of_a_csv_export_is_a_formula(cell: str) -> None:
    line = as_csv([[cell, "x"]]).decode("utf-8-sig")
    assert line.lstrip('"').startswith("'")
    assert cells(as_csv([["Name", "Site"], [cell, "x"]]))[1] in ([cell, "x"], [f"'{cell}", "x"])


@pytest.mark.parametrize("cell", [*HARMFUL, "https://evil.example", "1234", "0044"])
def test_every_cell_of_an_xlsx_export_is_text(cell: str) -> None:
    with zipfile.ZipFile(io.BytesIO(as_xlsx([["Name"], [cell]]))) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not any("rels/sheet" in name for name in archive.namelist())
    assert "<f>" not in written
    assert written.count('t="s"') == 2


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    table = [["Name", "Site"], *(list(row) for row in rows)]
    wanted = [row for row in table if any(map(str.strip, row))]
    assert cells(as_xlsx(table)) == wanted
    assert [[_bare(cell) for cell in row] for row in cells(as_csv(table))] == [list(map(_bare, row)) for row in wanted]


def _bare(cell: str) -> str:
    """A mark before a space stays, and the cell is refused when it comes in again."""
    return cell.removeprefix("'")
