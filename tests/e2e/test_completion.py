"""A rule of completion, the certificate that comes of it, and somebody outside who sees that it is real."""

from pathlib import Path

import pypdfium2
import time_machine

from tests.cast import NOW, Cast
from tests.e2e.conftest import Arrives
from tests.e2e.test_journeys import PASSWORD, _gets_a_password


def test_from_a_rule_to_a_certificate_that_somebody_outside_checks(
    arrives: Arrives, cast: Cast, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    for member in (cast.dora, cast.bob):
        _gets_a_password(member.person)
    dora = arrives(java_script_enabled=False)
    dora.signs_in("dora@harbour.example", PASSWORD)
    dora.goes_to("/o/harbour/reports/completion/rules/")
    dora.page.get_by_text("Take back").first.click()
    dora.reads("Three people in two sets are judged by it.")
    dora.clicks("Take it back")
    dora.reads("Who was judged by it is judged by what held before, or by nothing.")
    dora.writes(attend="1", sessions="1", valid_from="2027-01-01")
    dora.clicks("See what it does")
    dora.reads("are judged by it.")
    dora.clicks("Set this rule")
    dora.reads("You can take it back below until")

    clock.move_to(NOW)  # they have met
    bob = arrives()
    bob.signs_in("bob@harbour.example", PASSWORD)
    bob.goes_to("/o/harbour/sets/quay/how-far/")
    bob.follows("How I stand, and my learning record")
    bob.reads("You have completed: you came to one meeting.")
    bob.page.get_by_text("Let others check the certificate").click()
    bob.looks("learning record")
    address = bob.page.get_by_role("link", name="See what they would read").get_attribute("href")
    with bob.page.expect_download() as waited:
        bob.page.get_by_role("link", name="Download it with the address").click()
    path = tmp_path / waited.value.suggested_filename
    waited.value.save_as(path)
    (page,) = pypdfium2.PdfDocument(path)
    assert "1 of 1 meeting attended" in page.get_textpage().get_text_range()

    outside = arrives(java_script_enabled=False)
    outside.goes_to(str(address))
    outside.reads("Bob has completed Quay.")
    assert "MARKER" not in outside.page.content()
