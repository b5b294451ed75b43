"""From “we want six sessions” to six dates, and all of them an afternoon later."""

from datetime import date, time

from organisations.models import User
from sessions import operations as sessions
from sets import operations as sets
from sets.models.words import HEADS
from tests.cast import entering, found, join, join_set
from tests.e2e.conftest import BEGIN, Arrives

PASSWORD = "action-learning"
BASE = "/o/harbour/sets/quay/"


def test_six_sessions_from_wanting_them_to_moving_them(arrives: Arrives) -> None:
    _quay_is_there()
    alice, bob = arrives(), arrives()
    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.goes_to(f"{BASE}sessions/new/")
    alice.looks("planning a series")
    alice.page.get_by_label("How often").select_option("month")
    alice.page.get_by_text("Breaks, such as summer").click()
    alice.writes(day="2027-02-02", at_time="14:00", place="Library", pause_from="2027-06-20", pause_until="2027-07-31")
    alice.clicks("Look at the dates")
    alice.reads("Six dates, from Tuesday 2 February to Tuesday 3 August 2027.")
    alice.reads("15:00 Madrid time")
    alice.reads("Bob meets with another set then.")
    alice.looks("a series, looked at")
    alice.page.get_by_label("Date 2", exact=True).fill("2027-03-03")
    alice.page.keyboard.press("Enter")
    alice.reads("Wednesday 3 March 2027, 14:00 to 17:00")
    assert alice.page.get_by_text("Bob meets with another set then.").count() == 0
    alice.clicks("Plan these six sessions and tell the set")
    alice.reads("Six sessions are planned, the first for Tuesday 2 February, 14:00, London time.")

    alice.goes_to(f"{BASE}sessions/3/move/")
    alice.looks("moving one of a series")
    alice.page.get_by_label("This and the three after it").check(force=True)
    alice.page.get_by_label("work came between").check(force=True)
    alice.writes(at_time="16:00")
    alice.clicks("Move and tell the set")
    alice.reads("Four sessions move together.")
    alice.looks("sessions that move together")
    alice.clicks("Move all four and tell the set")
    alice.reads("Four sessions have moved.")

    bob.signs_in("bob@harbour.example", PASSWORD)
    bob.goes_to(f"{BASE}sessions/3/")
    bob.reads("Tuesday 6 April, 17:00")
    bob.looks("a session of the series")


def _quay_is_there() -> None:
    """Alice facilitates Quay; Bob is in it from Madrid, and in Frank's Lighthouse, which meets on 2 March."""
    olga = found("harbour", "olga")
    alice, frank = (join(name, of=olga, roles=["facilitator"]) for name in ("alice", "frank"))
    with entering(alice):
        quay = sets.found_set(name="Quay", topic="", time_zone="Europe/London", places=6, by=alice, at=BEGIN)
    bob = join_set("bob", quay, of=alice)
    with entering(alice):
        sets.write_ground_rules(quay, dict.fromkeys(HEADS, "We listen."), based_on=0, by=alice, at=BEGIN)
    with entering(frank):
        lighthouse = sets.found_set(
            name="Lighthouse", topic="", time_zone="Europe/London", places=6, by=frank, at=BEGIN
        )
        asked = sets.invite_to_set(lighthouse, bob.person.email, by=frank, at=BEGIN)
        sets.accept(asked.invitation, user=bob.person, name="Bob", at=BEGIN)
        sessions.plan_session(
            lighthouse,
            day=date(2027, 3, 2),
            at_time=time(13),
            minutes=120,
            place="",
            video_link="",
            by=frank,
            at=BEGIN,
        )
    for member, zone in ((alice, "Europe/London"), (bob, "Europe/Madrid")):
        user = User.objects.get(pk=member.person_id)
        user.time_zone = zone
        user.set_password(PASSWORD)
        user.save(update_fields=["password", "time_zone"])
