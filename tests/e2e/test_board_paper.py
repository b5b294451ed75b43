"""HR brings figures to the board: from signing in over the overview to a PDF, in five clicks."""

import time
from pathlib import Path

import pypdfium2
import pytest

from tests.cast import Cast
from tests.e2e.conftest import Arrives
from tests.e2e.test_journeys import PASSWORD, _gets_a_password


@pytest.mark.parametrize("javascript", [True, False])
def test_from_signing_in_to_a_paper_for_the_board(
    arrives: Arrives, cast: Cast, tmp_path: Path, javascript: bool
) -> None:
    _gets_a_password(cast.dora.person)
    dora = arrives(java_script_enabled=javascript)
    began = time.monotonic()
    dora.signs_in("dora@harbour.example", PASSWORD)  # the first click
    dora.follows("Participation")
    dora.follows("Export these figures")
    if javascript:
        dora.looks("exports")
    dora.chooses("PDF")
    dora.clicks("Make the file")
    dora.reads("Your file is ready.")
    if javascript:
        dora.looks("a file that is ready")
    with dora.page.expect_download() as waited:
        dora.page.get_by_role("link", name="Fetch the file").click()
    path = tmp_path / waited.value.suggested_filename
    waited.value.save_as(path)
    assert time.monotonic() - began < 60
    assert path.name.startswith("participation-figures-")
    paper = pypdfium2.PdfDocument(path)
    text = " ".join(page.get_textpage().get_text_range() for page in paper)
    assert "Compared with the time before" in text
    assert "MARKER" not in text
