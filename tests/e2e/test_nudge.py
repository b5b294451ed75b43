"""From a session's end over the plan to “done”, from a mail: not signed in, on a phone, in four taps at most."""

from datetime import datetime, time

import time_machine

from organisations.models import OrganisationRole
from sessions import operations as sessions
from sessions.models import Mark
from sets import operations as sets
from sets.models.words import HEADS
from tests.cast import entering, found, join, join_set
from tests.e2e.conftest import PHONE, Arrives, Post, Visitor, link_in

PASSWORD = "action-learning"
PLANNED = datetime.fromisoformat("2027-01-11T10:00:00+00:00")
OVER = datetime.fromisoformat("2027-01-18T13:00:00+00:00")
ASKED = datetime.fromisoformat("2027-01-27T10:00:00+00:00")
PROMISE, LINE = "Ask Mo which of the two can wait", "The second one can."
AT_MOST = 4


def test_an_action_is_done_from_a_mail_within_four_taps(
    arrives: Arrives, post: Post, clock: time_machine.Traveller
) -> None:
    _bob_has_presented()
    clock.move_to(OVER)
    bob = arrives()
    bob.signs_in("bob@harbour.example", PASSWORD)
    bob.page.wait_for_url("**/o/harbour/")
    bob.follows("Write your action plan")
    bob.writes(what_1=PROMISE)
    bob.writes(due_on_1="2027-01-29")
    bob.clicks("Save my plan")
    bob.reads("Your plan is written.")

    clock.move_to(ASKED)
    letter = post.letter_to("bob@harbour.example")
    assert PROMISE not in letter
    phone = _Thumb(arrives(has_touch=True))
    phone.follows(link_in(letter, "/p/"))
    assert PROMISE not in phone.visitor.page.content()
    phone.taps("Done")
    phone.visitor.reads("You said: Done")
    assert phone.taps_so_far <= AT_MOST
    phone.visitor.looks("done, from a mail")
    phone.visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    alice = arrives()
    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.page.wait_for_url("**/o/harbour/")
    alice.goes_to("/o/harbour/sets/quay/actions/")
    alice.reads(PROMISE)
    alice.reads("Done on")

    phone.taps("Take it back")
    phone.visitor.writes(line=LINE)
    alice.goes_to("/o/harbour/sets/quay/actions/")
    alice.reads("No news yet")
    phone.taps("Done")
    phone.visitor.reads("You said: Done")
    assert phone.taps_so_far <= AT_MOST, "Done, undone and done again."
    alice.goes_to("/o/harbour/sets/quay/actions/")
    alice.reads(LINE)
    alice.looks("what a facilitator sees of it")


class _Thumb:
    """A phone of 360 px without anybody signed in, on which each press counts, the mail's button as well."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.taps_so_far = visitor, 0
        visitor.page.set_viewport_size(PHONE)  # type: ignore[arg-type]

    def follows(self, link: str) -> None:
        self.taps_so_far += 1
        self.visitor.goes_to(link)

    def taps(self, name: str) -> None:
        self.taps_so_far += 1
        self.visitor.page.get_by_role("button", name=name, exact=True).first.tap()
        self.visitor.page.wait_for_load_state("load")


def _bob_has_presented() -> None:
    olga = found("harbour", "olga")
    alice = join("alice", of=olga, roles=[OrganisationRole.FACILITATOR])
    with entering(alice):
        quay = sets.found_set(name="Quay", topic="", time_zone="Europe/London", places=6, by=alice, at=PLANNED)
    bob = join_set("bob", quay, of=alice)
    with entering(alice):
        rules = sets.write_ground_rules(quay, dict.fromkeys(HEADS, "Yes."), based_on=0, by=alice, at=PLANNED)
        session = sessions.plan_session(
            quay, day=OVER.date(), at_time=time(9), minutes=180, place="Library", video_link="", by=alice, at=PLANNED
        )
    for member in (alice, bob):
        with entering(member):
            sets.agree(rules, by=member, at=PLANNED)
    with entering(bob):
        challenge = sessions.write_challenge(
            quay, headline="Which of them can wait?", story="", by=bob, at=PLANNED, challenge=None
        )
        sessions.put_name_on_agenda(session, challenge=challenge, by=bob, at=PLANNED)
    with entering(alice):
        sessions.mark_attendance(session, {bob.person_id: Mark.CAME}, by=alice, at=OVER)
        sessions.mark_presenters(session, [bob.person_id], at=OVER)
        assert sessions.hold_session(session, by=alice, at=OVER)
    for member in (alice, bob):
        member.person.set_password(PASSWORD)
        member.person.save(update_fields=["password"])
