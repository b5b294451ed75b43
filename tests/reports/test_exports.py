"""Files made from reports: the same figures as the page, nothing that runs, nobody's words, and for their asker alone."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from html import unescape

import pypdfium2
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from python_calamine import CalamineWorkbook

from notifications.models import Notice
from organisations.models import Event, Membership, Position, User
from organisations.reading import FORMULA_SIGNS
from reports import operations
from reports.costs import Money
from reports.exporting import making
from reports.exporting.pieces import Pieces
from reports.exporting.seen import Seen
from reports.exporting.tables import rows_in
from reports.exporting.tidying import tidy_exports
from reports.measures import MEASURES, Tally
from reports.models import Export, ExportFormat, ExportOf, ExportPiece, ExportState
from reports.queries import piece_of, taken_by_others
from sets.models import LearningSet, Programme
from tests.cast import FOUNDED, NOW, Cast, entering
from tests.reports.test_small_groups import plant

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]
WHEN = "?since=2027-01-01&until=2027-03-31"
PAGE = "/o/harbour/reports/exports/"


def _asked(cast: Cast, of: str, file_format: str, address: str = WHEN, *, at: datetime = NOW) -> Export:
    """Within somebody's scope."""
    seen = Seen.at_address(cast.harbour, address, at=at)
    return operations.ask_for_export(seen, of=of, file_format=file_format, by=cast.dora, at=at)


def _content(export: Export) -> bytes:
    content, number = b"", 1
    while piece := piece_of(export, number):
        content, number = content + piece, number + 1
    return content


def _made(cast: Cast, of: str, file_format: str, address: str = WHEN) -> bytes:
    with entering(cast.dora):
        return _content(_asked(cast, of, file_format, address))


def _csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert len({len(line) for line in lines}) == 1  # RFC 4180 §2.4
    return lines


def _first_table(lines: list[list[str]]) -> list[list[str]]:
    return lines[: lines.index([""] * len(lines[0]))]


def _xlsx(content: bytes) -> CalamineWorkbook:
    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def _paper(content: bytes) -> str:
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return " ".join(" ".join(pages).split())


def test_the_page_and_each_file_say_the_same(cast: Cast, seeding: Seeding, signed_in: SignedIn) -> None:
    with seeding():
        plant(cast, {"docks": [7, 6], "wharf": [6, 7]})
    page = unescape(signed_in(cast.dora.person).get(f"/o/harbour/reports/{WHEN}").content.decode())
    with entering(cast.dora):
        report = Seen.at_address(cast.harbour, WHEN, at=NOW).report
    lines = {line[0]: line for line in _first_table(_csv(_made(cast, "figures", "csv")))}
    sheet = {row[0]: row for row in _xlsx(_made(cast, "figures", "xlsx")).get_sheet_by_name("Measures").to_python()}
    paper = _paper(_made(cast, "figures", "pdf"))
    for measure in MEASURES:
        name, value = str(measure.name), measure.of(report.now)
        on_page = page[page.index(f"#{measure.key}") :]
        if isinstance(value, Tally):
            part, n, percent = lines[name][1:4]
            assert (int(part), int(n), percent) == (value.part, value.n, str(value.percent) if value.n else ""), name
            assert sheet[name][1:3] == [value.part, value.n], name
            assert not value.n or sheet[name][3] == value.percent / 100
            said = f"{value.percent} % {value}" if value.n else "–"
            assert f"{name} {said}" in paper, name
            assert not value.n or (f"{value.percent} %" in on_page and str(value) in on_page)
            continue
        said = str(value) if isinstance(value, Money) else f"{value:,}"
        counted = next(iter(value.amounts.values())) if isinstance(value, Money) else value
        assert float(lines[name][1]) == pytest.approx(float(counted), abs=0.005), name
        assert sheet[name][1] == pytest.approx(float(counted), abs=0.005), name
        assert f"{name} {said}" in paper, name
        assert said in on_page
    assert report.total.marked > 0


def test_each_set_and_each_mark_add_up_to_the_figures(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.dora):
        report = Seen.at_address(cast.harbour, WHEN, at=NOW).report
    sheet = _xlsx(_made(cast, "sets", "xlsx")).get_sheet_by_name("Sets").to_python()
    came, of = (sheet[0].index(name) for name in ("Attendance", "Attendance: of"))
    assert sum(row[came] for row in sheet[1:]) == report.total.came
    assert sum(row[of] for row in sheet[1:]) == report.total.marked
    _heading, *rows = _first_table(_csv(_made(cast, "marks", "csv")))
    assert len(rows) == report.total.marked
    assert sum(row[7] == "came" for row in rows) == report.total.came
    with entering(cast.dora):
        assert rows_in("marks", Seen.at_address(cast.harbour, WHEN, at=NOW)) == len(rows)
    typed = _xlsx(_made(cast, "marks", "xlsx")).get_sheet_by_name("Who came").to_python()
    assert typed[1][0] == datetime(2027, 1, 25).date()  # noqa: DTZ001
    assert isinstance(typed[1][9], float)


@pytest.mark.parametrize("of", ExportOf.values)
@pytest.mark.parametrize("file_format", ExportFormat.values)
def test_a_file_says_what_it_is_about_and_has_nobodys_words(
    cast: Cast, seeding: Seeding, of: str, file_format: str
) -> None:
    if file_format == ExportFormat.PDF and of != ExportOf.FIGURES:
        return
    content = _made(cast, of, file_format, f"{WHEN}&set=quay")
    if file_format == ExportFormat.PDF:
        text = _paper(content)
    elif file_format == ExportFormat.CSV:
        text = content.decode()
    else:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            text = unescape(" ".join(archive.read(name).decode() for name in archive.namelist()))
        assert "<f>" not in text
        assert "hyperlink" not in text
    for said in ("Harbour", "Friday 1 January to Wednesday 31 March 2027", "Set: Quay", "Dora", "12:00, London time"):
        assert said in text, said
    for measure in MEASURES:
        assert str(measure.counted)[:24] in text
    assert "MARKER" not in text
    assert "Lighthouse" not in text


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_field_of_an_export_runs_in_a_spreadsheet(cast: Cast, seeding: Seeding, sign: str) -> None:
    """Drill 18: a formula in every name and choice that reaches a file."""
    evil = f"{sign}1+cmd|'/C calc'!A0"
    with seeding():
        programme = Programme.objects.create(
            organisation=cast.harbour, slug="evil", name=evil, purpose=evil, founded_by=cast.olga, founded_at=NOW
        )
        LearningSet.objects.filter(organisation=cast.harbour).update(name=evil, programme=programme)
        Membership.objects.filter(organisation=cast.harbour).update(name=evil)
        Position.objects.filter(organisation=cast.harbour).update(department=evil, site=evil)
        type(cast.harbour).objects.filter(pk=cast.harbour.pk).update(name=evil)
    cast.harbour.name = cast.dora.name = evil
    for of in ExportOf.values:
        told = 0
        for line in _csv(_made(cast, of, "csv")):
            for cell in line:
                assert not cell.startswith(FORMULA_SIGNS), cell
                told += evil.strip() in cell
        assert told
        with zipfile.ZipFile(io.BytesIO(_made(cast, of, "xlsx"))) as archive:
            sheets = [archive.read(name).decode() for name in archive.namelist() if "sheet" in name]
        assert not any("<f>" in sheet or "<f " in sheet for sheet in sheets)


def test_the_same_press_twice_is_one_file_and_one_line_in_the_audit(cast: Cast) -> None:
    with entering(cast.dora):
        first = _asked(cast, "figures", "csv")
        assert _asked(cast, "figures", "csv", at=NOW + timedelta(seconds=3)) == first
        assert _asked(cast, "figures", "csv", at=NOW + timedelta(minutes=1)) != first
        assert Event.objects.filter(kind="report.exported").count() == 2


def test_who_has_no_right_any_more_makes_no_file(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    with entering(cast.dora), pytest.raises(PermissionDenied):
        _asked(cast, "figures", "csv")


def _waiting(cast: Cast) -> Export:
    """As one of many rows is left by whoever asks."""
    with entering(cast.dora):
        return Export.objects.create(
            organisation=cast.harbour,
            person=cast.dora.person,
            of="marks",
            file_format="csv",
            address=WHEN,
            total=1,
            asked_at=NOW,
            expires_at=NOW + timedelta(days=1),
        )


def _again(cast: Cast, export: Export) -> Export:
    with entering(cast.dora):
        return Export.objects.get(pk=export.pk)


def test_a_long_one_is_made_in_the_background_and_told(cast: Cast, seeding: Seeding) -> None:
    export = _waiting(cast)
    assert making.make_due(clock=lambda: NOW) == 1
    assert making.make_due(clock=lambda: NOW) == 0
    made = _again(cast, export)
    assert (made.state(NOW), made.done, made.expires_at) == (ExportState.READY, 1, NOW + timedelta(days=7))
    with entering(cast.dora):
        assert len(_content(made)) == made.size
    with seeding():
        assert (
            Notice.objects.filter(
                kind="export_ready", person_id=cast.dora.person_id, subject=f"export:{export.pk}"
            ).count()
            == 1
        )


class _Killed(BaseException):
    """As hard as nothing catches."""


def test_who_is_killed_in_the_middle_leaves_nothing_and_the_next_claim_begins_anew(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = _waiting(cast)
    write = making.write_csv

    def killed(pieces: Pieces, *others: object) -> None:
        write(pieces, *others)  # type: ignore[arg-type]
        pieces.close()
        raise _Killed

    with monkeypatch.context() as dying:
        dying.setattr(making, "write_csv", killed)
        with pytest.raises(_Killed):
            making.make_due(clock=lambda: NOW)
    with entering(cast.dora):
        assert not ExportPiece.objects.filter(export=export).exists()
    assert making.make_due(clock=lambda: NOW + timedelta(seconds=59)) == 0  # believed to live
    assert making.make_due(clock=lambda: NOW + timedelta(seconds=61)) == 1
    assert _again(cast, export).state(NOW) is ExportState.READY


def test_a_role_taken_away_meanwhile_ends_it_without_a_file(cast: Cast, seeding: Seeding) -> None:
    export = _waiting(cast)
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    assert making.make_due(clock=lambda: NOW) == 0
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["hr"])
    failed = _again(cast, export)
    assert failed.state(NOW) is ExportState.FAILED
    with entering(cast.dora):
        assert not ExportPiece.objects.filter(export=export).exists()


def test_after_seven_days_the_file_goes_and_the_row_tells_that_it_was(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        export = _asked(cast, "figures", "csv")
    assert tidy_exports(NOW + timedelta(days=7, seconds=-1)) == 0
    assert tidy_exports(NOW + timedelta(days=7)) == 3  # and those that the cast had made
    assert tidy_exports(NOW + timedelta(days=7)) == 0
    with entering(cast.dora):
        assert not ExportPiece.objects.filter(export=export).exists()
        assert _again(cast, export).state(NOW + timedelta(days=7)) is ExportState.GONE


def test_asked_for_on_the_page_made_and_fetched(cast: Cast, signed_in: SignedIn, seeding: Seeding) -> None:
    client = signed_in(cast.dora.person)
    page = client.get(PAGE + WHEN).content.decode()
    assert page.count("button--filled") == 1
    wrong = client.post(PAGE + WHEN, {"of": "marks", "file_format": "pdf"})
    assert (wrong.status_code, "A PDF has the figures as on the page." in wrong.content.decode()) == (422, True)
    response = client.post(PAGE + WHEN, {"of": "sets", "file_format": "xlsx"})
    assert response.status_code == 302
    ready = client.get(response.url).content.decode()
    assert "Your file is ready." in ready
    (address,) = set(re.findall(r'href="([^"]+/file/)"', ready))
    fetched = client.get(address)
    assert fetched["Content-Disposition"] == 'attachment; filename="participation-sets-2027-02-01.xlsx"'
    assert fetched["Cache-Control"] == "no-store"
    content = fetched.getvalue()
    assert str(len(content)) == fetched["Content-Length"]
    assert _xlsx(content).sheet_names == ["Sets", "About"]
    assert "MARKER" not in page + ready
    for other in (cast.olga, cast.alice, cast.bob, cast.nora):
        assert signed_in(other.person).get(address).status_code in (403, 404), other.name
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    assert client.get(address).status_code == 403


def test_that_others_took_figures_out_is_told_to_who_sees_participation_and_not_what_is_in_it(
    cast: Cast, signed_in: SignedIn
) -> None:
    _made(cast, "marks", "csv")
    page = signed_in(cast.olga.person).get(PAGE).content.decode()
    others = page[page.index('id="others"') :]
    assert ("Dora" in others, "Who came to which session, CSV" in others) == (True, True)
    assert "/reports/exports/" not in others[: others.index("</section>")]
    assert 'id="others"' not in signed_in(cast.dora.person).get(PAGE).content.decode()
    assert 'id="others"' not in signed_in(cast.nora.person).get("/o/northgate/reports/exports/").content.decode()


def test_each_wall_alone_keeps_files_with_their_asker(cast: Cast, seeding: Seeding) -> None:
    """Without the views PostgreSQL refuses; without PostgreSQL the queries find one's own alone."""
    with entering(cast.dora):
        export = _asked(cast, "figures", "csv")
    for other in (cast.olga, cast.alice, cast.bob, cast.nora, cast.charlie):
        with entering(other):
            assert not Export.objects.filter(pk=export.pk).exists()
            assert not ExportPiece.objects.filter(export=export).exists()
    with seeding():
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    with entering(cast.dora):
        assert not ExportPiece.objects.filter(export=export).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reports_exportpiece")
            assert cursor.fetchone() == (0,)


def test_what_others_took_out_is_told_within_the_organisation_with_the_policies_off(
    cast: Cast, seeding: Seeding
) -> None:
    _made(cast, "marks", "csv")
    with entering(cast.nora), seeding():
        assert Event.objects.filter(kind="report.exported").exists()
        assert not taken_by_others(cast.nora, since=FOUNDED).exists()
    with entering(cast.olga), seeding():
        assert [each.actor for each in taken_by_others(cast.olga, since=FOUNDED)] == [cast.dora]


def test_being_made_shows_how_far_and_can_be_looked_at_again(cast: Cast, signed_in: SignedIn) -> None:
    export = _waiting(cast)
    client, url = signed_in(cast.dora.person), f"{PAGE}{export.pk}/"
    page = client.get(url).content.decode()
    assert "0 of 1 rows are in." in page
    assert "<progress" in page
    assert "Look again" in page
    assert client.get(f"{url}file/").status_code == 404
    fragment = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<section")
