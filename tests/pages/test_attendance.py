"""The attendance page by tap and by form, what members are told of their own mark, and who sees which figures."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.models import Answer, Attendance, Mark, Punctuality, Session
from sets import operations as sets
from sets.models import LearningSet
from tests.cast import FOUNDED, NOW, Cast, entering, join_set
from tests.pages.addresses import Addresses
from tests.pages.test_query_counts import TRANSACTION_CONTROL

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
SESSION = "/o/harbour/sets/quay/sessions/1/"
PAGE = f"{SESSION}attendance/"
BY_HTMX = {"HX-Request": "true"}


@pytest.fixture
def kim(cast: Cast) -> Membership:
    return join_set("kim", cast.quay.learning_set, of=cast.alice)


@pytest.fixture
def open_again(cast: Cast) -> None:
    """Quay's first session as on its day: begun, nobody marked."""
    with entering(cast.alice):
        Session.objects.filter(pk=cast.quay.held.pk).update(held_at=None)
        Attendance.objects.filter(session=cast.quay.held).update(mark="", marked_at=None)
        Punctuality.objects.filter(session=cast.quay.held).delete()


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return unescape(response.content.decode())


def marks(cast: Cast) -> dict[str, str]:
    with entering(cast.alice):
        rows = Attendance.objects.filter(session=cast.quay.held).select_related("membership")
        return {each.membership.name: each.mark for each in rows}


def set_mark(cast: Cast, person: Membership, mark: str) -> None:
    with entering(cast.alice):
        sessions.mark_attendance(cast.quay.held, {person.person_id: mark}, by=cast.alice, at=NOW)


def dispute(cast: Cast, *, mark: str = Mark.ABSENT) -> None:
    set_mark(cast, cast.bob, mark)
    with entering(cast.bob):
        assert sessions.dispute_mark(cast.quay.held, by=cast.bob, at=NOW)


def note_lateness(cast: Cast) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(notes_lateness_at=FOUNDED)


def checked(page: str, person: Membership) -> list[str]:
    """Which of somebody's pills is pressed."""
    pills = re.findall(rf'<input[^>]*name="mark_{person.person_id}"[^>]*>', page)
    return [re.search(r'value="(\w+)"', pill)[1] for pill in pills if " checked" in pill]  # type: ignore[index]


# One tap each


def test_a_tap_saves_one_row_and_says_so(cast: Cast, signed_in: SignedIn, open_again: None) -> None:
    bob = cast.bob.person_id
    response = signed_in(cast.alice.person).post(f"{PAGE}{bob}/", {f"mark_{bob}": "came"}, headers=BY_HTMX)
    page = unescape(response.content.decode())
    assert response.status_code == 200
    assert "<html" not in page
    assert "row--saved" in page
    assert checked(page, cast.bob) == ["came"]
    assert '<div hx-swap-oob="innerHTML:#said"><p>Bob: came. Saved.</p></div>' in page
    assert marks(cast) == {"Bob": "came", "Greta": ""}


def test_a_tap_without_htmx_leads_back_to_the_page(cast: Cast, signed_in: SignedIn, open_again: None) -> None:
    bob = cast.bob.person_id
    response = signed_in(cast.alice.person).post(f"{PAGE}{bob}/", {f"mark_{bob}": "absent"})
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert marks(cast)["Bob"] == "absent"


def test_a_mark_that_there_is_not_is_met_with_a_sentence_and_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    bob, client = cast.bob.person_id, signed_in(cast.alice.person)
    response = client.post(f"{PAGE}{bob}/", {f"mark_{bob}": "away"}, headers=BY_HTMX)
    assert response.status_code == 422
    assert "Choose one of these three." in response.content.decode()
    response = client.post(f"{PAGE}{bob}/", {f"mark_{bob}": "away"}, follow=True)
    assert "Choose one of these three." in response.content.decode()
    greta = cast.greta.person_id
    response = client.post(PAGE, {f"mark_{bob}": "away", f"mark_{greta}": "came"})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Choose one of these three." in page
    assert checked(page, cast.greta) == ["came"]  # nothing of what was chosen is lost
    assert marks(cast) == {"Bob": "came", "Greta": "absent"}


def test_whoever_was_never_in_the_set_is_not_marked_and_the_page_says_why(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    for stranger in (cast.erin.person_id, cast.charlie.person_id, cast.alice.person_id, 10**15):
        url, typed = f"{PAGE}{stranger}/", {f"mark_{stranger}": "came"}
        response = client.post(url, typed, follow=True)
        assert "Only whoever was in the set when it met is marked." in response.content.decode()
        assert client.post(url, typed, headers=BY_HTMX)["HX-Redirect"] == PAGE
    client.post(PAGE, {f"mark_{cast.erin.person_id}": "came", f"mark_{cast.bob.person_id}": "absent"})
    assert marks(cast) == {"Bob": "absent", "Greta": "absent"}


def test_a_leaver_who_was_in_the_set_then_is_on_the_page(cast: Cast, signed_in: SignedIn) -> None:
    page = read(signed_in(cast.alice.person), PAGE)
    assert checked(page, cast.greta) == ["absent"]
    signed_in(cast.alice.person).post(PAGE, {f"mark_{cast.greta.person_id}": "apologised"})
    assert marks(cast)["Greta"] == "apologised"


# The page as one form


def test_an_apology_is_set_already_and_nobody_else_is_marked_by_guess(
    cast: Cast, kim: Membership, signed_in: SignedIn, open_again: None
) -> None:
    with entering(kim):
        sessions.answer_session(cast.quay.held, answer=Answer.CANNOT, by=kim, at=FOUNDED)
    page = read(signed_in(cast.alice.person), PAGE)
    assert (checked(page, kim), checked(page, cast.bob)) == (["apologised"], [])  # Bob had said that he comes
    assert marks(cast)["Kim"] == ""


def test_everybody_else_came_in_one_tap(cast: Cast, kim: Membership, signed_in: SignedIn, open_again: None) -> None:
    typed = {f"mark_{kim.person_id}": "absent", "rest": "came"}
    response = signed_in(cast.alice.person).post(PAGE, typed)
    assert (response.status_code, response["Location"]) == (302, PAGE)
    assert marks(cast) == {"Bob": "came", "Greta": "came", "Kim": "absent"}
    with entering(cast.alice):
        assert Session.objects.get(pk=cast.quay.held.pk).held_at is None


def test_what_closing_does_is_said_before_it_is_done(
    cast: Cast, kim: Membership, signed_in: SignedIn, open_again: None
) -> None:
    client = signed_in(cast.alice.person)
    with entering(kim):
        sessions.answer_session(cast.quay.held, answer=Answer.CANNOT, by=kim, at=FOUNDED)
    assert "Whoever has no mark when you close the session is noted as not there" in read(client, PAGE)
    client.post(PAGE, {f"mark_{cast.bob.person_id}": "came", "hold": "1"})
    assert marks(cast) == {"Bob": "came", "Greta": "absent", "Kim": "apologised"}
    assert "Whoever has no mark when you close" not in read(client, PAGE)


def test_a_page_that_stood_open_takes_back_nothing_that_was_marked_meanwhile(cast: Cast, signed_in: SignedIn) -> None:
    client, bob, greta = signed_in(cast.alice.person), cast.bob.person_id, cast.greta.person_id
    shown = read(client, PAGE)
    was = dict(re.findall(r'name="(was_\d+)" value="([\w ]*)"', shown))
    assert was == {f"was_{bob}": "came", f"was_{greta}": "absent"}
    set_mark(cast, cast.bob, Mark.APOLOGISED)  # somebody else, meanwhile
    client.post(PAGE, {**was, f"mark_{bob}": "came", f"mark_{greta}": "came"})
    assert marks(cast) == {"Bob": "apologised", "Greta": "came"}


def test_everybody_else_marks_nobody_whom_somebody_marked_meanwhile(
    cast: Cast, signed_in: SignedIn, open_again: None
) -> None:
    set_mark(cast, cast.bob, Mark.ABSENT)
    signed_in(cast.alice.person).post(PAGE, {"rest": "came"})
    assert marks(cast) == {"Bob": "absent", "Greta": "came"}


# Late and left early


def test_late_is_asked_only_where_the_set_wants_it(cast: Cast, signed_in: SignedIn) -> None:
    client, bob = signed_in(cast.alice.person), cast.bob.person_id
    with entering(cast.alice):
        Punctuality.objects.filter(session=cast.quay.held).delete()
    assert "came late" not in read(client, PAGE)
    client.post(f"{PAGE}{bob}/", {f"mark_{bob}": "came", f"late_{bob}": "on"}, headers=BY_HTMX)
    with entering(cast.alice):
        assert not Punctuality.objects.filter(session=cast.quay.held).exists()
    note_lateness(cast)
    assert "came late" in read(client, PAGE)
    client.post(f"{PAGE}{bob}/", {f"mark_{bob}": "came", f"late_{bob}": "on"}, headers=BY_HTMX)
    with entering(cast.alice):
        assert Punctuality.objects.get(session=cast.quay.held).late_at is not None
    client.post(PAGE, {f"mark_{bob}": "came", f"left_{bob}": "on", f"was_{bob}": "came late"})
    with entering(cast.alice):
        noted = Punctuality.objects.get(session=cast.quay.held)
        assert (noted.late_at, noted.left_early_at is not None) == (None, True)


def test_hr_and_owner_find_nothing_of_late_on_any_page(cast: Cast, addresses: Addresses, signed_in: SignedIn) -> None:
    note_lateness(cast)
    said = "came · late"
    assert said in read(signed_in(cast.alice.person), SESSION)  # so that there is something to leak
    assert said in read(signed_in(cast.bob.person), SESSION)
    urls = {each.url for each in addresses.values()} - {reverse("notifications:rota")}  # there shifts are late
    for who in (cast.dora, cast.olga):
        client = signed_in(who.person)
        for url in [*urls, "/o/harbour/reports/?period=year"]:
            response = client.get(url)
            body = b"".join(response) if response.streaming else response.content
            assert not re.search(rb"\b(late|left early)\b", body), (who.name, url)


def test_the_taps_of_one_day_are_one_line_in_the_access_log(
    cast: Cast, kim: Membership, signed_in: SignedIn, open_again: None
) -> None:
    client = signed_in(cast.alice.person)
    for person in (cast.bob, cast.greta, kim):
        client.post(f"{PAGE}{person.person_id}/", {f"mark_{person.person_id}": "came"}, headers=BY_HTMX)
    client.post(f"{PAGE}{kim.person_id}/", {f"mark_{kim.person_id}": "absent"}, headers=BY_HTMX)
    page = read(client, "/o/harbour/sets/quay/access-log/")
    # Once more at the end: the cast's first marks, a week before.
    assert page.count("Alice marked who came to session 1.") == 2
    assert page.count("Alice corrected who came to session 1.") == 1


# “I was there”


def test_a_member_sees_their_own_mark_the_same_day_and_answers_it(cast: Cast, signed_in: SignedIn) -> None:
    client, asked = signed_in(cast.bob.person), "You are marked as not there on Monday 25 January. Was that wrong?"
    assert "How you are marked" not in read(client, SESSION)
    set_mark(cast, cast.bob, Mark.ABSENT)
    for url in (SESSION, "/o/harbour/"):
        page = read(client, url)
        assert asked in page
        assert "ember" not in page[page.index(asked) - 400 : page.index(asked) + 400]
    response = client.post(f"{SESSION}i-was-there/", {"next": "home"}, follow=True)
    page = unescape(response.content.decode())
    assert response.redirect_chain[-1][0] == "/o/harbour/"
    assert "It stands beside the mark until whoever runs the set has looked at it." in page
    assert "You said that you were there on Monday 25 January." in page
    page = unescape(client.post(f"{SESSION}i-was-there/", {"back": "1"}, follow=True).content.decode())
    assert "Taken back. The mark stays as it is." in page
    assert asked in page


def test_whoever_sent_apologies_themselves_is_not_asked_at_home(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    set_mark(cast, cast.bob, Mark.APOLOGISED)
    assert "You are marked as having sent apologies for Monday 25 January" in read(client, "/o/harbour/")
    with entering(cast.bob):
        Attendance.objects.filter(session=cast.quay.held, person=cast.bob.person_id).update(answer=Answer.CANNOT)
    assert "You are marked" not in read(client, "/o/harbour/")
    assert "You are marked as having sent apologies for Monday 25 January" in read(client, SESSION)


def test_what_came_of_it_is_told_to_its_member(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    dispute(cast)
    with entering(cast.alice):
        sessions.settle_mark(cast.quay.held, cast.bob.person_id, by=cast.alice, at=NOW)
    for url in (SESSION, "/o/harbour/"):
        page = read(client, url)
        assert "Whoever runs the set looked at it, and the mark stays." in page
        assert "i-was-there" not in page
    set_mark(cast, cast.bob, Mark.CAME)
    for url in (SESSION, "/o/harbour/"):
        assert "Your mark for Monday 25 January was put right: you were there." in read(client, url)


def test_a_disputed_mark_says_so_wherever_it_is_shown(cast: Cast, kim: Membership, signed_in: SignedIn) -> None:
    shown = {
        "alice": {SESSION: "says: I was there", PAGE: "says: I was there", "/o/harbour/sets/quay/": "1 mark is disputed"},
        "kim": {SESSION: "says: I was there"},
        "dora": {
            SESSION: "says: I was there",
            "/o/harbour/sets/quay/": "one mark is disputed",
            "/o/harbour/reports/": "one mark is disputed",
        },
    }  # fmt: skip
    people = {"alice": cast.alice, "dora": cast.dora, "kim": kim}
    for settled in (True, False):
        if not settled:
            dispute(cast)
        for who, pages in shown.items():
            client = signed_in(people[who].person)
            for url, said in pages.items():
                assert (said in read(client, url)) is not settled, (who, url)
    assert "somebody says that they were at session 1" in read(signed_in(cast.alice.person), "/o/harbour/")


def test_it_is_settled_on_the_page_by_a_tap(cast: Cast, signed_in: SignedIn) -> None:
    client, bob = signed_in(cast.alice.person), cast.bob.person_id
    dispute(cast)
    typed = {f"mark_{bob}": "absent", f"stays_{bob}": "on"}
    page = unescape(client.post(f"{PAGE}{bob}/", typed, headers=BY_HTMX).content.decode())
    assert "It stays as it is" not in page
    assert "and it was looked at" in page
    with entering(cast.alice):
        mark = Attendance.objects.get(session=cast.quay.held, person=bob)
        assert (mark.mark, mark.is_disputed, mark.settled_at is not None) == ("absent", False, True)


def test_another_save_of_the_page_settles_nothing_that_nobody_looked_at(cast: Cast, signed_in: SignedIn) -> None:
    dispute(cast)
    bob = cast.bob.person_id
    signed_in(cast.alice.person).post(PAGE, {f"mark_{bob}": "absent", f"was_{bob}": "absent"})
    signed_in(cast.alice.person).post(PAGE, {f"mark_{bob}": "absent"})
    with entering(cast.alice):
        assert Attendance.objects.get(session=cast.quay.held, person=bob).is_disputed


# Figures


def test_figures_are_seen_by_whoever_runs_the_set_and_by_hr(cast: Cast, kim: Membership, signed_in: SignedIn) -> None:
    set_mark(cast, kim, Mark.APOLOGISED)
    alice, dora, bob = (signed_in(each.person) for each in (cast.alice, cast.dora, cast.bob))
    for client in (alice, dora):
        page = " ".join(re.sub(r"<[^>]*>", " ", read(client, "/o/harbour/sets/quay/")).split())
        assert "Attendance 33 % 1 of 3 Commitment 67 % 2 of 3" in page
        assert "Sessions held 1 of 1" in page
    assert "Commitment" not in read(bob, "/o/harbour/sets/quay/")
    report = " ".join(re.sub(r"<[^>]*>", " ", read(dora, "/o/harbour/reports/")).split())
    assert "33 % of 3" in report
    assert "67 % of 3" in report


def test_a_programme_shows_figures_to_hr_and_not_to_whoever_founds_sets(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        programme = sets.found_programme(name="Wharf", purpose="", sets=1, sessions_planned=6, by=cast.alice, at=NOW)
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(programme=programme)
    page = read(signed_in(cast.dora.person), "/o/harbour/programmes/wharf/")
    assert "Commitment" in page
    assert '50 % <span class="quiet">of 2</span>' in page
    assert "Commitment" not in read(signed_in(cast.frank.person), "/o/harbour/programmes/wharf/")


def test_a_member_reads_how_often_they_came_themselves(cast: Cast, kim: Membership, signed_in: SignedIn) -> None:
    set_mark(cast, kim, Mark.APOLOGISED)
    page = "/o/harbour/sets/quay/how-far/"
    assert "You came to one of one session." in read(signed_in(cast.bob.person), page)
    assert "You came to none of one session; with apologies, one of one." in read(signed_in(kim.person), page)


# What it costs


def test_a_tap_asks_as_much_in_a_set_of_four_as_in_one_of_two(cast: Cast, signed_in: SignedIn) -> None:
    client, bob, found = signed_in(cast.alice.person), cast.bob.person_id, []
    for mark in ("absent", "came", "absent"):
        with CaptureQueriesContext(connection) as asked:
            assert client.post(f"{PAGE}{bob}/", {f"mark_{bob}": mark}, headers=BY_HTMX).status_code == 200
        found.append(len([each for each in asked.captured_queries if not each["sql"].startswith(TRANSACTION_CONTROL)]))
        if mark == "came":
            for name in ("kim", "lee"):
                join_set(name, cast.quay.learning_set, of=cast.alice)
    assert found[0] == found[2]
