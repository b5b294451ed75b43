"""From “which of these suit you?” to six dates in the diaries of people in three zones."""

from datetime import timedelta

import time_machine

from alsweb.lib import phrases
from alsweb.lib.time import in_zone
from organisations.models import Membership, OrganisationRole, User
from sessions.models import Session
from sets import operations as sets
from sets.models.words import HEADS
from tests.cast import entering, found, join, join_set
from tests.e2e.conftest import BEGIN, PHONE, Arrives, Post, Visitor, link_in

PASSWORD = "action-learning"
BASE = "/o/harbour/sets/quay/"
ZONES = {"alice": "Europe/London", "bob": "Europe/Madrid", "kim": "America/New_York"}


def test_a_poll_becomes_six_sessions_for_people_in_three_zones(
    arrives: Arrives, post: Post, clock: time_machine.Traveller
) -> None:
    facilitator = _quay_is_there()
    alice = arrives()
    alice.signs_in("alice@harbour.example", PASSWORD)
    _alice_asks(alice)
    bob, kim = arrives(), arrives()
    _bob_answers_from_his_mail(bob, post)
    _and_once_more_without_javascript(arrives(java_script_enabled=False), post)
    kim.signs_in("kim@harbour.example", PASSWORD)
    _kim_answers_from_home(kim)

    alice.goes_to(f"{BASE}polls/1/")
    alice.reads("Everybody has answered.")
    assert alice.page.locator(".heat__mark").count() == 6
    assert alice.page.locator("[name=slot]:checked").count() == 6
    alice.looks("who can, and what is suggested")
    alice.clicks("Choose the ticked dates")
    alice.reads("Six sessions are planned. The invitations come by mail.")

    clock.shift(timedelta(minutes=2))
    with entering(facilitator):
        planned = list(Session.objects.order_by("starts_at"))
    assert len(planned) == 6
    _each_reads_their_own_clock(kim, planned)
    post.send()
    for name, zone in ZONES.items():
        dates = post.calendar_of(f"{name}@harbour.example").dates(zone)
        assert dates == [f"{in_zone(each.starts_at, zone):%Y-%m-%d %H:%M}" for each in planned], name
    letter = post.letter_to("kim@harbour.example")
    assert "New York time" in letter
    assert any(phrases.moment(each.starts_at, ZONES["kim"]) in letter for each in planned)
    assert "The dates are chosen already." in bob.page.request.get(bob.page.url).text()


def _alice_asks(alice: Visitor) -> None:
    alice.goes_to(BASE)
    alice.follows("Find dates together")
    alice.looks("finding dates together")
    alice.writes(wanted="6")
    alice.clicks("Propose dates")
    alice.reads("Eighteen dates to ask about.")
    alice.looks("dates to ask about")
    alice.clicks("Ask your set")
    alice.reads("Which of these eighteen dates suit you?")
    alice.clicks("Yes to the rest, and save")
    alice.reads("One of three has answered.")


def _bob_answers_from_his_mail(bob: Visitor, post: Post) -> None:
    """Without signing in, with a thumb, and seeing nobody but himself."""
    bob.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    bob.goes_to(link_in(post.letter_to("bob@harbour.example"), "/d/"))
    bob.reads("Madrid time")
    assert not [name for name in ("Alice", "Kim") if name in bob.page.content()]
    bob.clicks("Save")
    bob.reads("Eighteen dates have no answer yet.")
    bob.looks("dates from a mail")
    bob.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    bob.page.locator(".slot").first.get_by_label("No", exact=True).check()
    bob.clicks("Yes to the rest, and save")
    bob.reads("Saved. Thank you.")


def _and_once_more_without_javascript(bob: Visitor, post: Post) -> None:
    bob.goes_to(link_in(post.letter_to("bob@harbour.example"), "/d/"))
    assert bob.page.locator(".slot").first.get_by_label("No", exact=True).is_checked()
    bob.page.locator(".slot").nth(1).get_by_label("If need be", exact=True).check()
    bob.clicks("Save")
    bob.reads("Saved. Thank you.")


def _kim_answers_from_home(kim: Visitor) -> None:
    kim.goes_to("/o/harbour/")
    kim.follows("Say which suit you")
    kim.reads("New York time")
    kim.page.locator(".slot").nth(2).get_by_label("No", exact=True).check()
    kim.clicks("Yes to the rest, and save")
    kim.reads("Everybody has answered.")


def _each_reads_their_own_clock(kim: Visitor, planned: list[Session]) -> None:
    kim.goes_to(f"{BASE}sessions/1/")
    first = planned[0].starts_at
    assert f"{phrases.moment(first, ZONES['kim'])} · New York time" in kim.page.locator("main").inner_text()
    assert phrases.moment(first, ZONES["kim"]) != phrases.moment(first, ZONES["bob"])


def _quay_is_there() -> Membership:
    """Alice facilitates Quay from London; Bob is in it from Madrid, Kim from New York, and all have agreed."""
    alice = join("alice", of=found("harbour", "olga"), roles=[OrganisationRole.FACILITATOR])
    with entering(alice):
        quay = sets.found_set(name="Quay", topic="", time_zone=ZONES["alice"], places=6, by=alice, at=BEGIN)
        rules = sets.write_ground_rules(quay, dict.fromkeys(HEADS, "We listen."), based_on=0, by=alice, at=BEGIN)
    members = [join_set(name, quay, of=alice) for name in ("bob", "kim")]
    for each in members:
        with entering(each):
            sets.agree(rules, by=each, at=BEGIN)
    for each in (alice, *members):
        user = User.objects.get(pk=each.person_id)
        user.time_zone = ZONES[each.name.lower()]
        user.set_password(PASSWORD)
        user.save(update_fields=["password", "time_zone"])
    return alice
