"""No content before agreement: what somebody meets who has yet to agree, and that they lose nothing by it."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from actions.models import Progress
from organisations.models import User
from sessions import operations as sessions
from sessions.models import Bid, Challenge
from sets import operations as sets
from sets.models import LearningSet
from sets.models.words import HEADS
from tests.cast import NOW, ZONE, Cast, entering, join_set, marker
from tests.pages.addresses import Addresses

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]

QUAY = "/o/harbour/sets/quay/"
SESSION, COMING, ACTIONS, CHALLENGE = f"{QUAY}sessions/1/", f"{QUAY}sessions/2/", f"{QUAY}actions/", f"{QUAY}challenge/"
RULES = f"{QUAY}ground-rules/"
OTHERS = [
    marker("challengewords", "headline", "greta"),
    marker("challengewords", "headline", "bob"),
    marker("actionwords", "what", "bob"),
    marker("progresswords", "line", "bob"),
]
"""What Alice reads of the others once she has agreed."""


@pytest.fixture
def changed(cast: Cast) -> Cast:
    """Bob has changed the rules, and Alice has yet to agree."""
    return _change(cast)


def _change(cast: Cast) -> Cast:
    with entering(cast.bob):
        sets.write_ground_rules(cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=cast.bob, at=NOW)
    return cast


def _others_words(client: Client) -> list[str]:
    found = "".join(client.get(page).content.decode() for page in (QUAY, SESSION, COMING, ACTIONS, CHALLENGE))
    return [words for words in OTHERS if words in found]


def test_whoever_has_agreed_reads_what_the_others_bring(cast: Cast, signed_in: SignedIn) -> None:
    assert _others_words(signed_in(cast.alice.person)) == OTHERS


def test_whoever_has_yet_to_agree_sees_nothing_of_the_others_until_they_do(changed: Cast, signed_in: SignedIn) -> None:
    alice = signed_in(changed.alice.person)
    assert _others_words(alice) == []
    alice.post(f"{RULES}agree/", {"version": "2"})
    assert _others_words(alice) == OTHERS


@pytest.mark.parametrize("page", [QUAY, SESSION])
def test_instead_of_content_one_button_leads_to_the_rules_and_back(
    changed: Cast, signed_in: SignedIn, page: str
) -> None:
    alice = signed_in(changed.alice.person)
    shown = unescape(alice.get(page).content.decode())
    assert "Read and agree first" in shown
    assert f'href="{RULES}?next={page}"' in shown
    assert shown.count("button--filled") == 1
    rules = alice.get(f"{RULES}?next={page}").content.decode()
    assert f'name="next" value="{page}"' in rules
    response = alice.post(f"{RULES}agree/", {"version": "2", "next": page})
    assert (response.status_code, response["Location"]) == (302, page)
    assert "Read and agree first" not in alice.get(page).content.decode()


@pytest.mark.parametrize("page", [ACTIONS, CHALLENGE, f"{RULES}review/"])
def test_pages_that_are_all_content_lead_to_the_rules_and_back(changed: Cast, signed_in: SignedIn, page: str) -> None:
    alice = signed_in(changed.alice.person)
    response = alice.get(page)
    assert response.status_code == 302
    response = alice.get(response["Location"])
    assert response.request["PATH_INFO"] == RULES
    assert alice.post(f"{RULES}agree/", {"version": "2", "next": response.context["next"]})["Location"] == page
    assert alice.get(page).status_code == 200


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", "http:///x", ""]
)
def test_the_way_back_stays_on_this_site(changed: Cast, signed_in: SignedIn, elsewhere: str) -> None:
    alice = signed_in(changed.alice.person)
    assert "evil" not in alice.get(RULES, {"next": elsewhere}).content.decode()
    response = alice.post(f"{RULES}agree/", {"version": "2", "next": elsewhere})
    assert (response.status_code, response["Location"]) == (302, RULES)


def test_a_challenge_written_while_the_rules_changed_stays_on_the_page(cast: Cast, signed_in: SignedIn) -> None:
    alice = signed_in(cast.alice.person)
    assert alice.get(CHALLENGE).status_code == 200
    _change(cast)
    typed = {"headline": "How do I begin?", "story": "It is long."}
    response = alice.post(CHALLENGE, typed)
    page = response.content.decode()
    assert response.status_code == 409
    assert all(text in page for text in typed.values())
    assert "not saved yet" in page
    with entering(cast.alice):
        assert not Challenge.objects.filter(person=cast.alice.person_id).exists()
    alice.post(f"{RULES}agree/", {"version": "2"})
    assert alice.post(CHALLENGE, typed).status_code == 302
    with entering(cast.alice):
        assert Challenge.objects.filter(person=cast.alice.person_id).count() == 1


def test_nobody_puts_their_name_on_the_agenda_before_they_agreed_but_may_take_it_off(
    cast: Cast, signed_in: SignedIn
) -> None:
    bob = signed_in(cast.bob.person)
    with entering(cast.bob):
        sessions.put_name_on_agenda(cast.quay.coming, challenge=None, by=cast.bob, at=NOW)
    with entering(cast.alice):
        sets.write_ground_rules(
            cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=cast.alice, at=NOW
        )
    assert "Put your name on the agenda" not in bob.get(COMING).content.decode()
    bob.post(f"{COMING}agenda/", {"off": "1"})
    response = bob.post(f"{COMING}agenda/")
    assert response["Location"].startswith(f"{RULES}?next=")
    with entering(cast.bob):
        assert not Bid.objects.filter(session=cast.quay.coming).exists()


def test_dates_who_comes_and_ones_own_actions_stay_open(cast: Cast, addresses: Addresses, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        sets.write_ground_rules(
            cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=cast.alice, at=NOW
        )
    bob, at = signed_in(cast.bob.person), addresses
    page = bob.get(COMING).content.decode()
    assert "I cannot come" in page
    assert "From afar" in page
    bob.post(f"{COMING}answer/", {"answer": "cannot"})
    assert "You are coming" not in bob.get("/o/harbour/").content.decode()
    assert marker("actionwords", "what", "bob") in bob.get("/o/harbour/actions/").content.decode()
    assert marker("actionwords", "what", "bob") in bob.get(at["actions:progress"].url).content.decode()
    assert bob.post(at["actions:progress"].url, {"state": "stuck", "line": "Not yet."}).status_code == 302
    assert bob.post(at["progress_by_mail"].url, at["progress_by_mail"].typed).status_code == 302
    with entering(cast.bob):
        assert Progress.objects.filter(action=cast.quay.action, state="on_track").exists()


def test_before_there_are_rules_the_set_is_told_to_write_them_at_the_first_meeting(
    cast: Cast, signed_in: SignedIn
) -> None:
    with entering(cast.alice):
        tide = sets.found_set(name="Tide", topic="", time_zone=ZONE, places=6, by=cast.alice, at=NOW)
    join_set("pat", tide, of=cast.alice)
    alice = signed_in(cast.alice.person)
    page = alice.get("/o/harbour/sets/tide/").content.decode()
    assert "Write them together at your first meeting" in page
    assert "Challenges in the circle" not in page
    response = alice.get("/o/harbour/sets/tide/challenge/", follow=True)
    assert "Write the first rules" in response.content.decode()


def test_hr_sees_what_it_saw_before(changed: Cast, signed_in: SignedIn) -> None:
    dora = signed_in(changed.dora.person)
    for page in (QUAY, SESSION):
        shown = dora.get(page).content.decode()
        assert "Read and agree first" not in shown
        assert "agree" not in shown


def test_a_closed_set_is_read_after_agreeing_and_once_its_words_are_gone_asks_nobody(
    changed: Cast, signed_in: SignedIn
) -> None:
    alice = signed_in(changed.alice.person)
    with entering(changed.bob):
        LearningSet.objects.filter(pk=changed.quay.learning_set.pk).update(closed_at=NOW)
    assert _others_words(alice) == []
    with entering(changed.bob):
        LearningSet.objects.filter(pk=changed.quay.learning_set.pk).update(words_erased_at=NOW)
    assert "Read and agree first" not in alice.get(QUAY).content.decode()
    with entering(changed.bob):
        LearningSet.objects.filter(pk=changed.quay.learning_set.pk).update(words_erased_at=None)
    assert alice.post(f"{RULES}agree/", {"version": "2"}).status_code == 302
    assert set(_others_words(alice)) == set(OTHERS)


@pytest.mark.parametrize(("planned", "said"), [(1, True), (2, True), (3, True), (4, False), (6, False)])
def test_half_way_the_set_is_asked_how_the_rules_hold(
    cast: Cast, signed_in: SignedIn, planned: int, said: bool
) -> None:
    """One session of Quay has been held."""
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(sessions_planned=planned)
    assert ("Half-way: how do the rules hold?" in signed_in(cast.bob.person).get(QUAY).content.decode()) is said
