"""Who came, marked with a thumb; and what somebody does who was there all the same."""

from datetime import datetime

import time_machine

from tests.cast import Cast, join_set
from tests.e2e.conftest import PHONE, Arrives, Post, Visitor
from tests.e2e.test_journeys import PASSWORD, _gets_a_password

SESSION = "/o/harbour/sets/quay/sessions/2/"


def _taps(visitor: Visitor, person: str, mark: str) -> None:
    visitor.page.get_by_role("group", name=person).get_by_label(mark, exact=True).check()
    visitor.page.locator("#said", has_text=f"{person}: {mark}. Saved.").wait_for(state="attached")


def test_marked_on_a_phone_disputed_and_put_right(
    arrives: Arrives, cast: Cast, clock: time_machine.Traveller, post: Post
) -> None:
    for name in ("kim", "lee"):
        join_set(name, cast.quay.learning_set, of=cast.alice)
    clock.move_to(datetime.fromisoformat("2027-02-15T11:30:00+00:00"))  # on the day
    for member in (cast.alice, cast.bob):
        _gets_a_password(member.person)
    alice, bob = arrives(), arrives()
    for visitor, name in ((alice, "alice"), (bob, "bob")):
        visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        visitor.signs_in(f"{name}@harbour.example", PASSWORD)
    alice.goes_to(f"{SESSION}attendance/")
    _taps(alice, "Bob", "did not come")
    _taps(alice, "Kim", "came")
    focused = alice.page.evaluate("document.activeElement.name")
    assert focused.startswith("mark_")  # where the thumb was
    alice.looks("attendance")
    alice.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    alice.clicks("Everybody else came")
    alice.reads("Saved: whoever had no mark came.")

    bob.goes_to("/o/harbour/")
    bob.reads("You are marked as not there on Monday 15 February. Was that wrong?")
    bob.looks("home with one’s own mark")
    bob.clicks("I was there")
    bob.reads("You said that you were there on Monday 15 February.")

    clock.move_to(datetime.fromisoformat("2027-02-15T12:30:00+00:00"))
    post.send()
    (letter,) = (each for each in post.letters if each["Subject"] == "Set meeting: was Bob there?")
    assert letter["To"] == "alice@harbour.example"
    alice.goes_to(f"{SESSION}attendance/")
    alice.reads("says: I was there")
    alice.looks("attendance with a disputed mark")
    _taps(alice, "Bob", "came")
    alice.clicks("Save and close the session")
    alice.reads("Session 2 is closed as held.")
    bob.goes_to(SESSION)
    bob.reads("Your mark for Monday 15 February was put right: you were there.")


def test_attendance_is_marked_without_javascript(arrives: Arrives, cast: Cast, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime.fromisoformat("2027-02-15T11:30:00+00:00"))
    _gets_a_password(cast.alice.person)
    alice = arrives(java_script_enabled=False)
    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.goes_to(f"{SESSION}attendance/")
    alice.page.get_by_role("group", name="Bob").get_by_label("came", exact=True).check()
    alice.clicks("Save and close the session")
    alice.reads("Session 2 is closed as held.")
    assert "came" in alice.page.locator(".person", has_text="Bob").inner_text().splitlines()
