"""Finding a set: who sees which entry, and what of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError
from django.http import Http404
from django.test import Client
from django.urls import reverse

from organisations import operations as organisations
from organisations.models import Membership, User
from organisations.operations import Refused
from sets import operations, queries
from sets.models import Cadence, Format, LearningSet, Listing
from tests.cast import FOUNDED, NOW, ZONE, Cast, Story, entering, join, make_user
from tests.wall.tables import fetch

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


def announce(story: Story, **how: Any) -> Listing:
    said = {"about": "", "cost": "", "contact": "", "outside": False, "public": False, **how}
    with entering(story.facilitator):
        return operations.list_set(story.learning_set, **said, by=story.facilitator, at=NOW)


def open_to_others(owner: Membership, *, outside: bool = True) -> None:
    with entering(owner):
        organisations.change_settings(owner.organisation, outside=outside, by=owner, at=FOUNDED)


@pytest.fixture(autouse=True)
def nothing_is_announced(cast: Cast) -> None:
    """Each test announces what it needs."""
    for forming in (cast.slipway, cast.boathouse, cast.arch):
        with entering(forming.founder):
            operations.withdraw_listing(forming.learning_set, by=forming.founder, at=FOUNDED)


def names(member: Membership, **wanted: Any) -> list[str]:
    with entering(member):
        return [entry.name for entry in queries.entries_for(member, **wanted)[0:25]]


def page_of(client: Client, *args: object) -> str:
    response = client.get(reverse(str(args[0]), args=args[1:]))
    assert response.status_code == 200
    return response.content.decode()


# Inside one's organisation


def test_a_set_that_is_not_announced_is_found_by_nobody(cast: Cast) -> None:
    assert names(cast.erin) == []


@pytest.mark.parametrize("who", ["erin", "frank", "dora", "olga", "greta"])
def test_everybody_of_the_organisation_finds_what_is_announced(cast: Cast, who: str) -> None:
    announce(cast.quay)
    assert names(getattr(cast, who)) == ["Quay"]


def test_an_entry_says_what_one_has_to_know(cast: Cast, signed_in: SignedIn) -> None:
    announce(cast.quay, about="For people who lead", cost="40 a session", contact="the library desk")
    page = page_of(signed_in(cast.erin.person), "sets:find", "harbour")
    for said in ("Quay", "Five places left", "In one room", "every six weeks, 3 hours", "40 a session", "library desk"):
        assert said in page
    assert "Alice facilitates" in page
    assert "Bob" not in page


def test_a_set_without_a_price_is_free_and_one_without_a_facilitator_says_who_runs_it(
    cast: Cast, signed_in: SignedIn
) -> None:
    with entering(cast.olga):
        crew = operations.found_set(
            name="Crew", topic="", time_zone=ZONE, places=6, own_role=None, facilitation="none", by=cast.olga, at=NOW
        )
        operations.list_set(crew, about="", cost="", contact="", outside=False, public=False, by=cast.olga, at=NOW)
    page = page_of(signed_in(cast.erin.person), "sets:find", "harbour")
    assert "nobody: the set runs itself" in page
    assert "free" in page


def test_a_set_that_is_ending_or_over_is_not_offered(cast: Cast) -> None:
    for change in ({"closing_at": NOW}, {"closed_at": NOW, "closing_at": None}):
        announce(cast.quay)
        with entering(cast.alice):
            LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(**change)
        assert names(cast.erin) == []


def test_a_withdrawn_entry_is_gone_and_one_that_is_put_back_keeps_its_address(cast: Cast) -> None:
    first = announce(cast.quay)
    with entering(cast.alice):
        assert operations.withdraw_listing(cast.quay.learning_set, by=cast.alice, at=NOW)
        assert not operations.withdraw_listing(cast.quay.learning_set, by=cast.alice, at=NOW + timedelta(days=1))
    assert names(cast.erin) == []
    assert announce(cast.quay).token == first.token
    assert names(cast.erin) == ["Quay"]


def test_one_filters_by_topic_words_format_cadence_and_places(cast: Cast) -> None:
    announce(cast.quay, about="Leading through change")
    announce(cast.lighthouse, about="First year as a leader")
    with entering(cast.frank):
        LearningSet.objects.filter(pk=cast.lighthouse.learning_set.pk).update(
            format=Format.ONLINE, cadence=Cadence.WEEK, places=1
        )
    assert names(cast.dora) == ["Quay", "Lighthouse"]  # who has places stands first
    assert names(cast.dora, words=["LEAD"]) == ["Quay", "Lighthouse"]
    assert names(cast.dora, words=["lead", "change"]) == ["Quay"]
    assert names(cast.dora, words=["100%"]) == []
    assert names(cast.dora, format=Format.ONLINE) == ["Lighthouse"]
    assert names(cast.dora, cadence=Cadence.SIX_WEEKS) == ["Quay"]
    assert names(cast.dora, with_places=True) == ["Quay"]
    assert names(cast.dora, where="elsewhere") == []


def test_the_page_filters_and_survives_what_makes_no_sense(cast: Cast, signed_in: SignedIn) -> None:
    announce(cast.quay)
    client, url = signed_in(cast.erin.person), reverse("sets:find", args=["harbour"])
    assert "Quay" in client.get(url, {"format": "room", "words": "quay"}).content.decode()
    assert "No set is like that" in client.get(url, {"format": "online"}).content.decode()
    for nonsense in ({"format": "boat"}, {"words": "a\0b"}, {"page": "x"}, {"words": "x" * 9000}):
        assert client.get(url, nonsense).status_code == 200


def test_a_directory_of_thirty_has_two_pages(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.frank):
        for number in range(30):
            pier = operations.found_set(
                name=f"Pier {number:02}", topic="", time_zone=ZONE, places=6, by=cast.frank, at=NOW
            )
            operations.list_set(pier, about="", cost="", contact="", outside=False, public=False, by=cast.frank, at=NOW)
    client, url = signed_in(cast.bob.person), reverse("sets:find", args=["harbour"])
    first, second = (client.get(url, {"page": page, "words": "pier"}).content.decode() for page in (1, 2))
    assert ("Pier 24" in first, "Pier 25" in first, "Pier 25" in second) == (True, False, True)
    assert "?words=pier&amp;page=2" in first


def test_whoever_is_in_a_set_is_told_so_instead_of_being_offered_it(cast: Cast, signed_in: SignedIn) -> None:
    entry = announce(cast.quay)
    client = signed_in(cast.bob.person)
    assert "You are in it" in page_of(client, "sets:find", "harbour")
    page = page_of(client, "sets:entry", "harbour", entry.token)
    assert "You are in this set." in page
    assert "I’d like to join" not in page


def test_an_empty_directory_explains_itself_and_shows_facilitators_the_way(cast: Cast, signed_in: SignedIn) -> None:
    assert "put it into the directory" in page_of(signed_in(cast.frank.person), "sets:find", "harbour")
    assert "put it into the directory" not in page_of(signed_in(cast.erin.person), "sets:find", "harbour")


# Who announces


@pytest.mark.parametrize("who", ["bob", "dora", "olga", "erin", "frank", "greta"])
def test_only_whoever_runs_a_set_announces_it(cast: Cast, who: str) -> None:
    member = getattr(cast, who)
    with entering(member), pytest.raises((DatabaseError, Refused)):
        operations.list_set(
            cast.quay.learning_set,
            about="",
            cost="",
            contact="",
            outside=True,
            public=True,
            by=member,
            at=NOW,
        )


def test_hr_announces_a_set_that_it_puts_together_while_nobody_is_in_it(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        operations.found_set(name="Tide", topic="", time_zone=ZONE, places=6, own_role=None, by=cast.dora, at=NOW)
    url = reverse("sets:listing", args=["harbour", "tide"])
    assert signed_in(cast.dora.person).post(url, {"about": "Come"}).status_code == 302
    assert names(cast.erin) == ["Tide"]


def test_a_founder_who_left_the_set_neither_announces_it_nor_reads_who_asks(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation="none")
        (seat,) = [each for each in queries.circle_of(cast.quay.learning_set) if each.person_id == cast.alice.person_id]
        operations.leave_set(seat, by=cast.alice, at=NOW)
    client = signed_in(cast.alice.person)
    for page in ("sets:listing", "sets:requests"):
        assert client.get(reverse(page, args=["harbour", "quay"])).status_code in (403, 404)


def test_the_page_says_when_the_owner_has_not_opened_the_directory(cast: Cast, signed_in: SignedIn) -> None:
    client, url = signed_in(cast.alice.person), reverse("sets:listing", args=["harbour", "quay"])
    assert "Harbour keeps its sets to itself." in client.get(url).content.decode()
    client.post(url, {"outside": "on", "public": "on"})
    with entering(cast.alice):
        entry = Listing.objects.get(learning_set=cast.quay.learning_set)
    assert (entry.outside_at, entry.public_at) == (None, None)


def test_the_owner_opens_and_shuts_the_directory(cast: Cast, signed_in: SignedIn) -> None:
    client, url = signed_in(cast.olga.person), reverse("organisations:settings", args=["harbour"])
    settings = {"name": "Harbour", "time_zone": ZONE, "retention_days": "90", "least_people": "10", "least_sets": "2"}
    for typed, is_open in (({"outside": "on"}, True), ({}, False)):
        assert client.post(url, {**settings, **typed}).status_code == 302
        with entering(cast.olga):
            cast.harbour.refresh_from_db()
        assert (cast.harbour.outside_since is not None) == is_open


def test_changing_an_entry_keeps_since_when_it_was_open(cast: Cast) -> None:
    first = announce(cast.quay, outside=True, public=True)
    with entering(cast.alice):
        later = operations.list_set(
            cast.quay.learning_set,
            about="New",
            cost="",
            contact="",
            outside=True,
            public=False,
            by=cast.alice,
            at=NOW + timedelta(days=1),
        )
    assert (later.outside_at, later.public_at, later.listed_at) == (first.outside_at, None, first.listed_at)


# Across the border


@pytest.mark.parametrize("host", [True, False])
@pytest.mark.parametrize("home", [True, False])
@pytest.mark.parametrize("outside", [True, False])
def test_sets_elsewhere_are_found_only_where_both_sides_opened_the_directory_and_the_set_is_opened(
    cast: Cast, host: bool, home: bool, outside: bool
) -> None:
    open_to_others(cast.nora, outside=host)
    open_to_others(cast.olga, outside=home)
    entry = announce(cast.gate, outside=outside)
    found = host and home and outside
    assert names(cast.erin) == (["Gate"] if found else [])
    with entering(cast.erin):
        assert (fetch("SELECT listed_to_me(%s, %s)", [cast.gate.learning_set.pk, cast.northgate.pk])) == [(found,)]
        if not found:
            with pytest.raises(Http404):
                queries.entry_for(cast.erin, entry.token)


def test_no_person_is_named_across_the_border(cast: Cast, signed_in: SignedIn) -> None:
    open_to_others(cast.nora)
    open_to_others(cast.olga)
    entry = announce(cast.gate, outside=True, about="For pilots", contact="the harbour office")
    client = signed_in(cast.erin.person)
    for page in (page_of(client, "sets:find", "harbour"), page_of(client, "sets:entry", "harbour", entry.token)):
        assert "Northgate" in page
        assert "the harbour office" in page
        assert "Nora" not in page
        assert "Charlie" not in page
    with entering(cast.erin):
        (row,) = fetch("SELECT * FROM listings_elsewhere()")
        assert not {"Nora", "Charlie", "gate"} & set(map(str, row))
        assert fetch("SELECT count(*) FROM sets_listing WHERE organisation_id = %s", [cast.northgate.pk]) == [(0,)]


def test_a_guest_does_not_look_further_from_where_they_are_a_guest(cast: Cast, signed_in: SignedIn) -> None:
    """Or their host's HR would see where else they go."""
    open_to_others(cast.nora)
    open_to_others(cast.olga)
    announce(cast.gate, outside=True)
    gwen = join("gwen", of=cast.olga, roles=["guest"])
    assert names(gwen) == []
    client = signed_in(gwen.person)
    assert client.get(reverse("sets:find", args=["harbour"])).status_code == 403
    assert "Find a set" not in page_of(client, "pages:sets", "harbour")


# The public page


def test_a_public_page_shows_what_was_published_and_nobodys_name(cast: Cast, signed_in: SignedIn) -> None:
    open_to_others(cast.olga)
    entry = announce(cast.quay, public=True, about="For people who lead", contact="the desk", cost="40 a session")
    response = signed_in(None).get(reverse("open_set", args=[entry.token]))
    page = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page
    for said in ("Quay", "Harbour", "For people who lead", "the desk", "40 a session", "Sign in and ask to join"):
        assert said in page
    assert "Alice" not in page
    assert "Bob" not in page


def _withdraw(cast: Cast) -> None:
    with entering(cast.alice):
        operations.withdraw_listing(cast.quay.learning_set, by=cast.alice, at=NOW)


def _shut(cast: Cast) -> None:
    open_to_others(cast.olga, outside=False)


def _unpublish(cast: Cast) -> None:
    announce(cast.quay)


def _close(cast: Cast) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(closed_at=NOW)


@pytest.mark.parametrize("ends", [_withdraw, _shut, _unpublish, _close])
def test_a_public_page_is_gone_once_it_is_withdrawn(
    cast: Cast, signed_in: SignedIn, ends: Callable[[Cast], None]
) -> None:
    open_to_others(cast.olga)
    entry = announce(cast.quay, public=True)
    url = reverse("open_set", args=[entry.token])
    assert signed_in(None).get(url).status_code == 200
    ends(cast)
    for person in (None, cast.alice.person, cast.charlie.person):
        assert signed_in(person).get(url).status_code == 404


def test_an_address_that_was_never_published_is_not_found(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(None).get(reverse("open_set", args=[UUID(int=0)])).status_code == 404


def test_the_public_page_leads_each_reader_to_where_they_may_ask(cast: Cast, signed_in: SignedIn) -> None:
    open_to_others(cast.olga)
    entry = announce(cast.quay, public=True, outside=True)
    url = reverse("open_set", args=[entry.token])

    def ways(user: User | None) -> set[str]:
        page = signed_in(user).get(url).content.decode()
        return {each for each in ("harbour", "northgate") if f'href="/o/{each}/sets/find/{entry.token}/"' in page}

    assert ways(cast.erin.person) == {"harbour"}
    assert ways(cast.charlie.person) == set()
    assert ways(make_user("nobody@else.example")) == set()
    open_to_others(cast.nora)
    assert ways(cast.charlie.person) == {"northgate"}
