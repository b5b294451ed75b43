"""A set comes to life: from a topic to ground rules that four people have agreed, none of whom had to."""

from organisations import operations as organisations
from organisations.models import Membership, OrganisationRole, User
from tests.cast import entering, found, join
from tests.e2e.conftest import Arrives, Post, Visitor, link_in

PASSWORD = "action-learning"
TOPIC = "How do we lead people whom we hardly ever see?"
RULE = "Nobody speaks for anybody else."
HOPE = "To stop writing instructions at midnight."
BIO = "I keep the boats, and I whistle."
BASE = "/o/harbour/sets/night-shift/"


def test_a_set_from_its_topic_to_agreed_ground_rules(arrives: Arrives, post: Post) -> None:
    _harbour_and_northgate_are_there()
    alice, bea, carl, dee, nils, dora = (arrives() for _ in range(6))
    for who, organisation in ((alice, "alice@harbour"), (bea, "bea@harbour"), (carl, "carl@harbour")):
        who.signs_in(f"{organisation}.example", PASSWORD)
    dee.signs_in("dee@harbour.example", PASSWORD)
    nils.signs_in("nils@northgate.example", PASSWORD)
    dora.signs_in("dora@harbour.example", PASSWORD)

    _alice_puts_it_together(alice)
    _bea_and_dee_say_yes_and_carl_does_not(alice, bea, carl, dee, post)
    alice.goes_to(f"{BASE}forming/")
    alice.looks("founding, two have said yes")
    alice.clicks("Begin with these three")
    alice.goes_to(BASE)
    alice.looks("set that has begun")
    _nils_comes_from_northgate(alice, nils, post)
    _they_arrive(bea)
    _they_agree(alice, bea, dee, nils)

    dora.goes_to(BASE)
    dora.looks("set as HR sees it")
    for words in (RULE, HOPE, BIO):
        assert words not in dora.page.content()


def _alice_puts_it_together(alice: Visitor) -> None:
    alice.follows("Found a set")
    alice.looks("founding, topic")
    alice.writes(topic=TOPIC, name="Night shift")
    alice.clicks("Found it and go on")
    alice.looks("founding, how you meet")
    alice.clicks("Save and go on")
    alice.looks("founding, who")
    for name in ("Bea", "Carl", "Dee"):
        alice.clicks(f"Choose {name}")
        alice.page.get_by_role("button", name=f"take {name} out").wait_for()
    alice.goes_to(f"{BASE}forming/people/")
    alice.looks("founding, three chosen")
    alice.follows("Look it over and ask")
    alice.looks("founding, before asking")
    alice.clicks("Ask these three")
    alice.looks("founding, asked")


def _bea_and_dee_say_yes_and_carl_does_not(
    alice: Visitor, bea: Visitor, carl: Visitor, dee: Visitor, post: Post
) -> None:
    bea.goes_to(link_in(post.letter_to("bea@harbour.example"), "/proposals/"))
    bea.reads(TOPIC)
    bea.looks("proposed for a set")
    bea.clicks("I would like to be in it")
    bea.looks("proposed, said yes")
    dee.goes_to(link_in(post.letter_to("dee@harbour.example"), "/proposals/"))
    dee.clicks("I would like to be in it")
    before = _as_alice_sees_it(alice)
    carl.goes_to(link_in(post.letter_to("carl@harbour.example"), "/proposals/"))
    carl.page.get_by_text("Not this set", exact=True).first.click()
    carl.looks("declining a set")
    carl.clicks("Yes, not this set")
    carl.looks("declined a set")
    assert _as_alice_sees_it(alice) == before


def _as_alice_sees_it(alice: Visitor) -> str:
    alice.goes_to(f"{BASE}forming/")
    return alice.page.locator("main").inner_text()


def _nils_comes_from_northgate(alice: Visitor, nils: Visitor, post: Post) -> None:
    alice.goes_to(f"{BASE}listing/")
    alice.looks("listing a set")
    alice.writes(about="Six meetings, one challenge at a time.", contact="learning@harbour.example")
    alice.page.locator("[name=outside]").check()
    alice.clicks("Put it into the directory")
    nils.goes_to("/o/northgate/sets/find/")
    nils.looks("finding a set")
    nils.follows("Night shift · Harbour")
    nils.looks("a set elsewhere")
    nils.writes(name="Nils", hope=HOPE)
    nils.clicks("I’d like to join")
    nils.looks("asked to join")
    alice.goes_to(f"{BASE}requests/")
    alice.reads(HOPE)
    alice.looks("who asks to join")
    alice.page.get_by_role("button", name="Admit").first.click()
    alice.page.wait_for_load_state("load")
    nils.goes_to(link_in(post.letter_to("nils@northgate.example"), "/invitations/"))
    nils.looks("invitation of a guest")
    nils.clicks("Join")
    nils.reads("Night shift")


def _they_arrive(bea: Visitor) -> None:
    bea.goes_to(f"{BASE}welcome/")
    bea.looks("welcome")
    bea.clicks("I have read it")
    bea.writes(bio=BIO)
    bea.clicks("Tell your set")
    bea.looks("welcome, half done")


def _they_agree(alice: Visitor, *others: Visitor) -> None:
    alice.goes_to(f"{BASE}ground-rules/")
    alice.follows("Write the first rules")
    alice.looks("writing the first rules")
    alice.writes(safety=RULE)
    alice.clicks("Write and agree")
    for each in others:
        each.goes_to(f"{BASE}ground-rules/")
        each.reads(RULE)
        each.clicks("I agree")
        each.reads("You agree to these ground rules.")
    alice.goes_to(f"{BASE}ground-rules/")
    alice.looks("rules that all have agreed")
    assert "Has yet to agree" not in alice.page.locator("main").inner_text()
    for name, path in (
        ("what others see", "what-others-see/"),
        ("access log", "access-log/"),
        ("I am worried", "worried/"),
        ("reviewing the rules", "ground-rules/review/"),
        ("leaving a set", "leave/"),
    ):
        others[0].goes_to(f"{BASE}{path}")
        others[0].looks(name)


def _harbour_and_northgate_are_there() -> None:
    """Bea works on the pier, Carl in the office; Northgate has its Nils, and both have turned the directory on."""
    olga, nora = found("harbour", "olga"), found("northgate", "nora")
    for owner in (olga, nora):
        with entering(owner):
            organisations.change_settings(owner.organisation, outside=True, by=owner, at=owner.started_at)
    people = [
        join("alice", of=olga, roles=[OrganisationRole.FACILITATOR]),
        join("dora", of=olga, roles=[OrganisationRole.HR]),
        *(join(name, of=olga, roles=[OrganisationRole.MEMBER]) for name in ("bea", "carl", "dee")),
        join("nils", of=nora, roles=[OrganisationRole.MEMBER]),
    ]
    for each in people:
        _gets_a_password(each)


def _gets_a_password(member: Membership) -> None:
    user = User.objects.get(pk=member.person_id)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
