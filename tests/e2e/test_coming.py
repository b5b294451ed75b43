"""A session that moves, is answered from the mail, has too few, is cancelled, and takes place after all."""

from datetime import datetime, timedelta

import time_machine

from organisations.models import Membership
from sets import operations as sets
from tests.cast import FOUNDED, Cast, entering, join_set
from tests.e2e.conftest import PHONE, Arrives, Post, Visitor, link_in
from tests.e2e.test_journeys import PASSWORD, _gets_a_password

SESSION = "/o/harbour/sets/quay/sessions/2/"
BOB = "bob@harbour.example"
NOTE, SORRY = "The hall is painted that week.", "My sister marries that day."
MINUTE = timedelta(minutes=1, seconds=5)


def test_moved_answered_from_the_mail_and_held_as_a_triad(
    arrives: Arrives, cast: Cast, post: Post, clock: time_machine.Traveller
) -> None:
    clock.move_to(datetime.fromisoformat("2027-02-01T12:00:00+00:00"))
    _bob_is_in_auckland_and_two_more_are_in(cast)
    post.send()
    alice = arrives()
    alice.signs_in("alice@harbour.example", PASSWORD)
    _moves_it(alice, day="2027-02-22")
    alice.page.locator("[name=video_link]").wait_for()  # what stands there is no address, so it unfolds
    alice.writes(video_link="https://meet.example/quay")
    alice.clicks("Move and tell the set")
    alice.reads("Moved. Your set is told in a minute.")
    alice.looks("session just moved")
    alice.clicks("Undo")
    alice.reads("Taken back: session 2 is on Monday 15 February")
    _moves_it(alice, day="2027-02-23")
    post.send()
    assert post.calendar_of(BOB).dates("Europe/London") == ["2027-02-15 09:00"]  # the minute is not over

    clock.shift(MINUTE)
    letter = post.letter_to(BOB)
    assert "Wednesday 24 February, 05:00" in letter
    assert "Auckland time" in letter
    assert NOTE not in letter
    assert post.calendar_of(BOB).dates("Pacific/Auckland") == ["2027-02-24 05:00"]
    bob, kim = arrives(), arrives(java_script_enabled=False)
    _bob_cannot(bob, link_in(letter, "/c/"))
    kim.goes_to(link_in(post.letter_to("kim@harbour.example"), "/c/"))
    kim.clicks("I come")
    kim.reads("You are coming.")

    alice.goes_to(SESSION)
    alice.reads("Too few can come")
    alice.reads(SORRY)
    alice.looks("session with too few")
    alice.clicks("Meet as a triad")
    alice.reads("You meet as a triad. Your set is told in a minute.")
    bob.signs_in(BOB, PASSWORD)
    bob.goes_to(SESSION)
    bob.reads("Wednesday 24 February, 05:00 · Auckland time")
    bob.reads(NOTE)
    bob.looks("session that meets as a triad")


def test_cancelled_and_brought_back(arrives: Arrives, cast: Cast, post: Post, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime.fromisoformat("2027-02-01T12:00:00+00:00"))
    _gets_a_password(cast.alice.person)
    post.send()
    assert post.calendar_of(BOB).dates("Europe/London") == ["2027-02-15 09:00"]
    alice = arrives()
    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.goes_to(SESSION)
    alice.follows("Cancel this session")
    alice.chooses("the facilitator could not come")
    alice.clicks("Cancel and tell the set")
    alice.reads("Session 2 is cancelled.")
    clock.shift(MINUTE)
    letter = post.letter_to(BOB)
    assert "Quay does not meet on Monday 15 February, 09:00." in letter
    assert post.calendar_of(BOB).dates("Europe/London") == []

    alice.goes_to(SESSION)
    alice.looks("session that is cancelled")
    alice.clicks("Bring it back and tell the set")
    alice.reads("Session 2 takes place after all.")
    clock.shift(MINUTE)
    assert "Quay meets after all, on Monday 15 February, 09:00." in post.letter_to(BOB)
    assert post.calendar_of(BOB).dates("Europe/London") == ["2027-02-15 09:00"]


def _moves_it(alice: Visitor, *, day: str) -> None:
    alice.goes_to(SESSION)
    alice.follows("Move")
    alice.chooses("the place fell through")
    alice.writes(day=day, at_time="16:00", note=NOTE)
    alice.clicks("Move and tell the set")


def _bob_cannot(bob: Visitor, link: str) -> None:
    """With a thumb, without signing in, and with a line for his set."""
    bob.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    bob.goes_to(link)
    bob.reads("Wednesday 24 February, 05:00")
    assert not [words for words in ("Alice", "Kim", NOTE) if words in bob.page.content()]
    bob.looks("coming or not, from a mail")
    bob.page.get_by_text("Add a note for your set").click()
    bob.writes(note=SORRY)
    bob.clicks("I cannot")
    bob.reads("You cannot come.")
    assert SORRY not in bob.page.content()


def _bob_is_in_auckland_and_two_more_are_in(cast: Cast) -> None:
    others: list[Membership] = [join_set(name, cast.quay.learning_set, of=cast.alice) for name in ("kim", "lee")]
    for each in others:
        with entering(each):
            sets.agree(cast.quay.rules, by=each, at=FOUNDED)
    cast.bob.person.time_zone = "Pacific/Auckland"
    cast.bob.person.save(update_fields=["time_zone"])
    for member in (cast.alice, cast.bob):
        _gets_a_password(member.person)
