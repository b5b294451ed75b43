"""A phone without a connection: the line stays, and is gone once it was taken."""

from urllib.parse import urlsplit

import time_machine

from actions.models import Progress
from actions.notices import progress_link
from tests.cast import NOW, Cast, entering
from tests.e2e.conftest import Arrives, Visitor

LINE = "She is away until Friday."


def test_a_line_survives_a_lost_connection_and_a_reload_and_is_kept_no_longer(
    arrives: Arrives, cast: Cast, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW)
    phone = arrives(has_touch=True)
    phone.page.set_viewport_size({"width": 360, "height": 640})
    phone.goes_to(urlsplit(progress_link(person=cast.bob.person_id, organisation=cast.harbour.pk)).path)
    phone.writes(line=LINE)
    phone.page.context.set_offline(True)
    phone.page.get_by_role("button", name="Stuck", exact=True).tap()
    phone.reads("Not sent yet. Your line is kept on this device")
    phone.page.context.set_offline(False)
    phone.page.reload()
    assert phone.page.locator("[name=line]").first.input_value() == LINE
    assert len(_kept(phone)) == 1
    phone.page.get_by_role("button", name="On track", exact=True).tap()
    phone.reads("You said:")
    assert _kept(phone) == []
    with entering(cast.bob):
        assert Progress.objects.get(state="on_track").person_id == cast.bob.person_id
    phone.faults = [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def _kept(visitor: Visitor) -> list[str]:
    found: list[str] = visitor.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('keep:'))")
    return found
