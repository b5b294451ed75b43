"""What people come for, done in a real browser from the first page to the last."""

import re
from datetime import datetime

import time_machine

from organisations import operations as organisations
from organisations.models import Membership, OrganisationRole, User
from sessions.operations.telling import SETTLES
from sets import operations as sets
from tests.cast import Cast, entering, found, join, make_user
from tests.e2e.conftest import Arrives, Post, Visitor, link_in

PASSWORD = "action-learning"
CHALLENGE = "How do I say no to the third project?"
STORY = "It began in June with a favour."
RULE = "Nobody speaks for anybody else."
PROMISE = "Ask Mo which of the two can wait"
WORDS = (CHALLENGE, STORY, RULE, PROMISE)


def test_a_set_from_its_founding_to_the_news_of_an_action(
    arrives: Arrives, post: Post, clock: time_machine.Traveller
) -> None:
    _harbour_is_there()
    alice, ines = arrives(), arrives()

    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.looks("home of a facilitator without a set")
    alice.follows("Found a set")
    alice.looks("found a set")
    alice.writes(name="Night shift", topic="Leading without a title")
    alice.clicks("Found it and go on")
    alice.looks("how a new set meets")
    alice.clicks("Save and go on")
    alice.goes_to("/o/harbour/sets/night-shift/")
    alice.looks("set that is forming")
    alice.follows("Invite people")
    alice.looks("invite people to a set")
    alice.writes(addresses="Ines Vega <ines@example.org>")
    alice.clicks("Send the invitations")
    alice.reads("One invitation is on its way.")

    ines.goes_to(link_in(post.letter_to("ines@example.org"), "/invitations/"))
    ines.looks("invitation of somebody without an account")
    ines.follows("Make an account")
    ines.looks("sign up")
    ines.writes(email="ines@example.org", password1="a-long-way-home")
    ines.clicks("Create account")
    ines.looks("confirm the address")
    ines.writes(code=_code_in(post.letter_to("ines@example.org")))
    ines.clicks("Go on")
    ines.looks("invitation")
    ines.clicks("Join")
    ines.reads("Night shift")
    ines.looks("set of a newcomer")

    alice.goes_to("/o/harbour/sets/night-shift/")
    alice.follows("Ground rules")
    alice.looks("no ground rules yet")
    alice.follows("Write the first rules")
    alice.looks("write ground rules")
    alice.writes(safety=RULE)
    alice.clicks("Write and agree")
    alice.reads(RULE)
    ines.goes_to("/o/harbour/sets/night-shift/")
    ines.follows("Read and agree first")
    ines.reads(RULE)
    ines.looks("ground rules to agree to")
    ines.clicks("I agree")
    ines.reads("You agree to these ground rules.")

    alice.goes_to("/o/harbour/sets/night-shift/")
    alice.follows("Plan session 1")
    alice.follows("Only one")
    alice.looks("plan a session")
    alice.writes(day="2027-01-18", at_time="09:00", place="The boat house")
    alice.clicks("Plan the session")
    alice.reads("Session 1 is planned for")
    alice.looks("set with a date")

    clock.shift(SETTLES)
    ines.goes_to(link_in(post.letter_to("ines@example.org"), "/c/"))
    ines.looks("coming, from a mail")
    ines.clicks("I come")
    ines.reads("You are coming.")
    ines.looks("coming, said")
    ines.goes_to("/o/harbour/sets/night-shift/sessions/1/")
    ines.looks("session that is planned")
    ines.goes_to("/o/harbour/sets/night-shift/")
    ines.follows("Write down your challenge")
    ines.looks("write a challenge")
    ines.writes(headline=CHALLENGE, story=STORY)
    ines.clicks("Write it down")
    ines.goes_to("/o/harbour/")
    ines.looks("home before a session")
    ines.clicks("Put your name on the agenda")
    ines.reads("Your name is on the agenda of session 1.")
    ines.looks("session with an agenda")

    clock.move_to(datetime.fromisoformat("2027-01-18T13:00:00+00:00"))
    alice.goes_to("/o/harbour/sets/night-shift/sessions/1/")
    alice.looks("session that is over")
    alice.follows("Mark who came")
    alice.looks("mark who came")
    alice.chooses("came")
    alice.chooses("Ines Vega")
    alice.clicks("Save and close the session")
    alice.reads("Session 1 is closed as held.")
    alice.looks("session that was held")

    ines.goes_to("/o/harbour/")
    ines.looks("home with a plan to write")
    ines.follows("Write your action plan")
    ines.looks("write an action plan")
    ines.writes(what_1=PROMISE, first_step_1="Ring her", due_on_1="2027-01-27")
    ines.clicks("Save my plan")
    ines.reads("Your plan is written.")
    ines.looks("actions")

    clock.move_to(datetime.fromisoformat("2027-01-27T10:00:00+00:00"))
    letter = post.letter_to("ines@example.org")
    assert not [words for words in WORDS if words in letter]
    phone = arrives()
    phone.goes_to(link_in(letter, "/p/"))
    assert not [words for words in WORDS if words in phone.page.content()]
    phone.looks("progress from a mail")
    phone.writes(line="She is away.")
    phone.clicks("Stuck")
    phone.reads("Your set sees it, and nobody outside it.")
    phone.looks("progress from a mail, told")
    ines.signs_in("ines@example.org", "a-long-way-home")
    ines.goes_to("/o/harbour/actions/")
    ines.reads("She is away.")
    phone.clicks("Take it back")
    ines.goes_to("/o/harbour/actions/")
    ines.reads("No news yet")
    ines.follows("Add a line")
    ines.looks("say how it goes")
    ines.clicks("Done")
    ines.reads("Nothing is open.")
    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.goes_to("/o/harbour/sets/night-shift/actions/")
    alice.reads(PROMISE)
    alice.looks("actions of a set")

    dora = arrives()
    dora.signs_in("dora@harbour.example", PASSWORD)
    dora.reads("Participation")
    for name, path in (
        ("participation", "/o/harbour/reports/"),
        ("set as HR sees it", "/o/harbour/sets/night-shift/"),
        ("session as HR sees it", "/o/harbour/sets/night-shift/sessions/1/"),
        ("people", "/o/harbour/people/"),
        ("invite people", "/o/harbour/people/invite/"),
    ):
        dora.goes_to(path)
        dora.looks(name)
        assert not [words for words in WORDS if words in dora.page.content()], name


def test_a_freelancer_changes_from_one_organisation_to_the_other(arrives: Arrives) -> None:
    harbour, northgate = found("harbour", "olga"), found("northgate", "nora")
    for owner in (harbour, northgate):
        _joins("fran@sets.example", of=owner)
    fran = arrives()
    fran.signs_in("fran@sets.example", PASSWORD)
    fran.page.wait_for_url("**/me/")
    fran.looks("mine")
    fran.follows("Northgate")
    fran.page.wait_for_url("**/o/northgate/")
    fran.page.locator(".menu--brand summary").click()
    fran.looks("menu of organisations")
    fran.page.locator(".menu--brand .menu__item", has_text="Harbour").click()
    fran.page.wait_for_url("**/o/harbour/")
    fran.goes_to("/me/notices/")
    fran.looks("what we write to you about")
    fran.goes_to("/accounts/email/")
    fran.looks("my addresses")


def test_everything_works_without_javascript(arrives: Arrives, cast: Cast, clock: time_machine.Traveller) -> None:
    clock.move_to(datetime.fromisoformat("2027-02-01T12:00:00+00:00"))
    _gets_a_password(cast.bob.person)
    bob = arrives(java_script_enabled=False)
    bob.signs_in("bob@harbour.example", PASSWORD)
    bob.page.locator(".masthead__account summary").click()
    bob.follows("My dates and preferences")
    bob.goes_to("/o/harbour/")
    bob.clicks("I cannot come")
    bob.reads("You cannot come.")
    bob.clicks("I come")
    bob.clicks("Put your name on the agenda")
    bob.reads("Your name is on the agenda of session 2.")
    bob.clicks("Not today")
    bob.reads("Your name is off the agenda.")
    bob.goes_to("/o/harbour/sets/quay/challenge/")
    bob.writes(headline="")
    bob.writes(story="It goes on.")
    bob.page.locator("form[method=post] [required]").first.evaluate("field => field.required = false")
    bob.clicks("Save")
    bob.page.get_by_label("What is going on?").first.wait_for()
    assert bob.page.get_by_label("What is going on?").first.input_value() == "It goes on."
    bob.writes(headline="How do I begin again?")
    bob.clicks("Save")
    bob.reads("Your challenge is written down.")
    bob.goes_to("/o/harbour/actions/")
    bob.follows("Add a line")
    bob.writes(line="I began.")
    bob.clicks("On track")
    bob.reads("I began.")
    bob.page.locator(".masthead__account summary").click()
    bob.clicks("Sign out")
    bob.page.wait_for_url("**/accounts/login/**")


def test_pages_off_the_path(arrives: Arrives, cast: Cast, clock: time_machine.Traveller) -> None:
    """Every other page, looked at as closely."""
    clock.move_to(datetime.fromisoformat("2027-02-01T12:00:00+00:00"))
    for member in (cast.alice, cast.olga):
        _gets_a_password(member.person)
    nobody = arrives()
    _looks_at(nobody, {"sign in": "/accounts/login/", "reset a password": "/accounts/password/reset/"})
    _looks_at(nobody, {"a page that is not there": "/nowhere/", "a link that is over": "/p/made-up/"}, faulty=True)
    olga = arrives()
    olga.signs_in("olga@harbour.example", PASSWORD)
    _looks_at(
        olga,
        {
            "settings": "/o/harbour/settings/",
            "roles": f"/o/harbour/people/{cast.bob.pk}/roles/",
            "found an organisation": "/found/",
            "passkeys": "/accounts/2fa/",
        },
    )
    _looks_at(olga, {"a page for others": "/o/harbour/sets/quay/ground-rules/"}, faulty=True)
    alice = arrives()
    alice.signs_in("alice@harbour.example", PASSWORD)
    alice.looks("home of a facilitator")
    _looks_at(
        alice,
        {
            "my sets": "/o/harbour/sets/",
            "set that has met": "/o/harbour/sets/quay/",
            "move a session": "/o/harbour/sets/quay/sessions/2/move/",
            "cancel a session": "/o/harbour/sets/quay/sessions/2/cancel/",
        },
    )
    alice.goes_to("/o/harbour/sets/quay/sessions/new/?how=one")
    alice.writes(day="2027-03-28", at_time="01:30")
    alice.clicks("Plan the session")
    alice.reads("There is no 01:30 on Sunday 28 March")
    alice.looks("plan a session at no time")


def _looks_at(visitor: Visitor, pages: dict[str, str], *, faulty: bool = False) -> None:
    for name, path in pages.items():
        visitor.goes_to(path)
        visitor.looks(name)
    if faulty:  # the browser logs the status that was asked for
        visitor.faults = [fault for fault in visitor.faults if not re.search(r"status of 4\d\d", fault)]


def _harbour_is_there() -> None:
    olga = found("harbour", "olga")
    for name, role in (("alice", OrganisationRole.FACILITATOR), ("dora", OrganisationRole.HR)):
        _gets_a_password(join(name, of=olga, roles=[role]).person)


def _joins(email: str, *, of: Membership) -> None:
    user = User.objects.filter(email=email).first()
    if user is None:
        user = make_user(email)
        _gets_a_password(user)
    with entering(of):
        asked = organisations.invite(email, name="Fran", roles=[OrganisationRole.FACILITATOR], by=of, at=of.started_at)
        sets.accept(asked, user=user, name="", at=of.started_at)


def _gets_a_password(user: User) -> None:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])


def _code_in(letter: str) -> str:
    found = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", letter, re.MULTILINE)
    assert found, letter
    return found[1]
