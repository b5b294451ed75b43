"""Founding a set in short steps: each saves, a weak topic is asked back and never refused, and the rest can wait."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from organisations.models import Event, User
from sets import operations, size
from sets.models import Cadence, Facilitation, LearningSet, SetKey, SetMembership, SetRole
from tests.cast import NOW, ZONE, Cast, entering, join_set

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]

NEW = "/o/harbour/sets/new/"
FIRST = {"topic": "How do we let go?", "name": "Tide", "facilitation": "standing"}
HOW = {
    "places": "6",
    "sessions_planned": "6",
    "minutes": "180",
    "cadence": "six_weeks",
    "format": "room",
    "place": "",
    "time_zone": "Europe/London",
    "agenda": "names",
}
ABOUT = {
    **HOW,
    "topic": "",
    "name": "Quay",
    "facilitation": "standing",
    "calendar_name": "Set meeting",
    "minimum": "4",
}


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def tide(cast: Cast) -> LearningSet:
    with entering(cast.dora):
        return LearningSet.objects.get(slug="tide")


def seats(learning_set: LearningSet) -> list[tuple[int, str]]:
    return list(SetMembership.objects.filter(learning_set=learning_set).values_list("person_id", "role"))


# Step 1


@pytest.mark.parametrize(
    ("who", "own_role", "role"),
    [
        ("alice", "facilitator", SetRole.FACILITATOR),
        ("alice", "member", SetRole.MEMBER),
        ("alice", "outside", None),
        ("dora", "member", SetRole.MEMBER),
        ("dora", "outside", None),
    ],
)
def test_a_founder_says_what_they_are_in_the_set(
    cast: Cast, signed_in: SignedIn, who: str, own_role: str, role: str | None
) -> None:
    founder = getattr(cast, who)
    response = signed_in(founder.person).post(NEW, {**FIRST, "own_role": own_role})
    assert (response.status_code, response["Location"]) == (302, "/o/harbour/sets/tide/forming/how/")
    with entering(cast.dora):
        assert seats(tide(cast)) == ([(founder.person_id, role)] if role else [])


def test_hr_who_does_not_facilitate_is_not_offered_it(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    assert "I facilitate" not in page_of(client, NEW)
    assert client.post(NEW, {**FIRST, "own_role": "facilitator"}).status_code == 422
    with entering(cast.dora):
        assert not LearningSet.objects.filter(slug="tide").exists()


def test_where_members_take_turns_nobody_facilitates_for_good(cast: Cast, signed_in: SignedIn) -> None:
    typed = {**FIRST, "facilitation": "rotating", "own_role": "facilitator"}
    response = signed_in(cast.alice.person).post(NEW, typed)
    assert response.status_code == 422
    assert "take part, and take your turn" in unescape(response.content.decode())
    assert signed_in(cast.alice.person).post(NEW, {**typed, "own_role": "member"}).status_code == 302
    assert tide(cast).facilitation == Facilitation.ROTATING


def test_a_set_founded_from_outside_has_a_key_and_nobody_who_reads(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.dora.person).post(NEW, {**FIRST, "own_role": "outside"})
    learning_set = tide(cast)
    with entering(cast.dora):
        assert not SetKey.objects.filter(learning_set=learning_set).exists()
        with pytest.raises(Exception, match="."):
            operations.write_ground_rules(learning_set, {}, based_on=0, by=cast.dora, at=NOW)


def test_the_page_asks_three_things_of_a_topic(cast: Cast, signed_in: SignedIn) -> None:
    page = page_of(signed_in(cast.alice.person), NEW)
    for prompt in ("Open-ended?", "Ours to act on?", "Wide impact?"):
        assert prompt in page


def test_a_weak_topic_is_founded_all_the_same_and_hinted_at_on_the_next_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    response = client.post(NEW, {**FIRST, "topic": "Should we pay newcomers more?", "own_role": "facilitator"})
    page = page_of(client, response["Location"])
    assert "This can be answered in a word." in page
    assert "Change the topic" in page
    client.post("/o/harbour/sets/tide/forming/topic/", {**FIRST, "topic": "How do we keep people after a year?"})
    assert "Change the topic" not in page_of(client, response["Location"])


def test_the_browser_gets_the_hints_alone_while_one_types(cast: Cast, signed_in: SignedIn) -> None:
    response = signed_in(cast.alice.person).get(NEW, {"topic": "Is it cold?"}, headers={"hx-request": "true"})
    page = response.content.decode()
    assert "answered in a word" in page
    assert "<html" not in page
    assert "HX-Request" in response["Vary"]


# Step 2


def test_save_and_go_on_is_enough(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    client.post(NEW, {**FIRST, "own_role": "facilitator"})
    assert client.post("/o/harbour/sets/tide/forming/how/", HOW).status_code == 302
    learning_set = tide(cast)
    assert (learning_set.places, learning_set.sessions_planned, learning_set.minutes) == (6, 6, 180)
    assert (learning_set.cadence, learning_set.time_zone) == (Cadence.SIX_WEEKS, "Europe/London")


@pytest.mark.parametrize(("places", "warns"), [(4, True), (5, False), (7, False), (8, True), (9, True)])
def test_an_unusual_size_is_saved_with_a_warning(cast: Cast, signed_in: SignedIn, places: int, warns: bool) -> None:
    client = signed_in(cast.alice.person)
    client.post(NEW, {**FIRST, "own_role": "facilitator"})
    response = client.post("/o/harbour/sets/tide/forming/how/", {**HOW, "places": str(places)}, follow=True)
    assert tide(cast).places == places
    assert (size.warning(places) in unescape(response.content.decode())) == warns or not size.warning(places)
    assert bool(size.warning(places)) == warns


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Madrid", "Europe/Madrid"),
        ("new york", "America/New_York"),
        ("europe/paris", "Europe/Paris"),
        ("America/New York", "America/New_York"),
        ("UTC", "UTC"),
    ],
)
def test_a_city_is_enough_for_a_time_zone(cast: Cast, signed_in: SignedIn, typed: str, kept: str) -> None:
    client = signed_in(cast.alice.person)
    client.post(NEW, {**FIRST, "own_role": "facilitator"})
    client.post("/o/harbour/sets/tide/forming/how/", {**HOW, "time_zone": typed})
    assert tide(cast).time_zone == kept


@pytest.mark.parametrize("typed", ["Atlantis", "", "Europe/", "x" * 5000, "London; DROP"])
def test_a_zone_that_is_none_is_refused_and_kept_to_be_put_right(cast: Cast, signed_in: SignedIn, typed: str) -> None:
    client = signed_in(cast.alice.person)
    client.post(NEW, {**FIRST, "own_role": "facilitator"})
    response = client.post("/o/harbour/sets/tide/forming/how/", {**HOW, "time_zone": typed, "place": "Boat house"})
    assert response.status_code == 422
    assert "Boat house" in response.content.decode()
    assert tide(cast).time_zone == cast.harbour.time_zone


def test_steps_can_be_left_and_taken_up_from_the_sets_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    client.post(NEW, {**FIRST, "own_role": "outside"})
    page = page_of(client, "/o/harbour/sets/tide/")
    assert "Put the set together" in page
    assert "/o/harbour/sets/tide/forming/how/" in page
    assert "Tide" in page_of(client, "/o/harbour/")
    assert "you put it together" in page_of(client, "/o/harbour/sets/")


def test_what_was_changed_stands_in_the_audit_by_name_and_not_by_text(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    client.post(NEW, {**FIRST, "own_role": "facilitator"})
    client.post("/o/harbour/sets/tide/forming/how/", {**HOW, "place": "The boat house", "places": "7"})
    with entering(cast.alice):
        event = Event.objects.get(kind="set.changed")
    assert event.change == {"fields": ["place", "places"]}


def test_saving_what_stands_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    client.post(NEW, {**FIRST, "own_role": "facilitator"})
    client.post("/o/harbour/sets/tide/forming/how/", HOW)
    with entering(cast.alice):
        assert not Event.objects.filter(kind="set.changed").exists()


# Who may


def test_another_facilitator_finds_no_step_of_a_set_that_they_did_not_found(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.alice.person).post(NEW, {**FIRST, "own_role": "outside"})
    for path in ("", "forming/topic/", "forming/how/", "about/", "closing/"):
        assert signed_in(cast.frank.person).get(f"/o/harbour/sets/tide/{path}").status_code == 404


def test_hr_goes_on_with_an_empty_set_and_no_longer_once_somebody_is_in_it(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    signed_in(cast.alice.person).post(NEW, {**FIRST, "own_role": "outside"})
    assert client.get("/o/harbour/sets/tide/forming/how/").status_code == 200
    with entering(cast.frank):
        other = operations.found_set(name="Led", topic="", time_zone=ZONE, places=6, by=cast.frank, at=NOW)
    assert client.get(f"/o/harbour/sets/{other.slug}/forming/how/").status_code == 403


# Afterwards


def test_whoever_runs_a_set_says_anew_what_it_is_about(cast: Cast, signed_in: SignedIn) -> None:
    typed = {**ABOUT, "topic": "How do we let go?", "calendar_name": "Lunch"}
    response = signed_in(cast.alice.person).post("/o/harbour/sets/quay/about/", typed, follow=True)
    assert "How do we let go?" in unescape(response.content.decode())
    with entering(cast.alice):
        assert LearningSet.objects.get(slug="quay").calendar_name == "Lunch"
    assert signed_in(cast.bob.person).get("/o/harbour/sets/quay/about/").status_code == 403


def test_what_a_set_wants_of_its_meetings_is_kept_since_when(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)

    def save(**more: str) -> LearningSet:
        assert client.post("/o/harbour/sets/quay/about/", {**ABOUT, **more}).status_code == 302
        with entering(cast.alice):
            return LearningSet.objects.get(slug="quay")

    quay = save(minimum="5", joins_signed_in="on")
    assert (quay.minimum, quay.notes_lateness_at) == (5, None)
    since = quay.joins_signed_in_at
    assert since is not None
    assert save(joins_signed_in="on", notes_lateness="on").joins_signed_in_at == since
    assert (quay := save()).joins_signed_in_at is None
    assert quay.notes_lateness_at is None
    assert client.post("/o/harbour/sets/quay/about/", {**ABOUT, "minimum": "1"}).status_code == 422


def test_in_a_set_that_runs_itself_each_member_may(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with seeding():
        LearningSet.objects.filter(slug="quay").update(facilitation=Facilitation.NONE)
    assert signed_in(cast.bob.person).get("/o/harbour/sets/quay/about/").status_code == 200


# Size


def test_four_are_too_few_and_an_eighth_is_many(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    quay = cast.quay.learning_set
    for name in ("kim", "lee", "max"):
        join_set(name, quay, of=cast.alice)
    assert "Four people are too few" in page_of(client, "/o/harbour/sets/quay/")
    assert "too few" not in page_of(signed_in(cast.bob.person), "/o/harbour/sets/quay/")
    for name in ("ned", "oda"):
        join_set(name, quay, of=cast.alice)
    assert "people are" not in page_of(client, "/o/harbour/sets/quay/")
    response = client.post("/o/harbour/sets/quay/invite/", {"addresses": "pia@harbour.example"}, follow=True)
    assert "Eight people are many: more than eight hides the quiet ones." in unescape(response.content.decode())


def test_how_a_set_meets_stands_in_the_form_when_a_session_is_planned(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    client.post("/o/harbour/sets/quay/about/", {**ABOUT, "minutes": "90", "place": "The boat house"})
    page = page_of(client, "/o/harbour/sets/quay/sessions/new/")
    assert 'value="The boat house"' in page
    assert '<option value="90" selected>' in page
