"""Several sets under one name: founded in one go, listed on one page with who, when and how many."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.models import Membership, User
from sessions import operations as sessions
from sets import operations
from sets.models import LearningSet, Programme, Proposal, SetMembership, SetRole, SetState
from tests.cast import NEXT_ON, NINE, NOW, ZONE, Cast, entering, found
from tests.races import at_once

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]

LIST = "/o/harbour/programmes/"
NEW = f"{LIST}new/"
DOCKS = {"name": "Docks", "purpose": "Leading without a title", "sets": "4", "sessions_planned": "8"}


def page_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def docks(by: Membership, *, sets: int = 2) -> Programme:
    with entering(by):
        return operations.found_programme(name="Docks", purpose="", sets=sets, sessions_planned=6, by=by, at=NOW)


def test_hr_founds_a_programme_of_four_sets_and_sees_all_four_on_one_page(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    response = client.post(NEW, DOCKS)
    assert response["Location"] == f"{LIST}docks/facilitators/"
    page = page_of(client, f"{LIST}docks/")
    assert "Leading without a title" in page
    assert "Four sets, all of them forming." in page
    for number in (1, 2, 3, 4):
        assert f"Docks {number}" in page
    with entering(cast.dora):
        founded = LearningSet.objects.filter(programme__slug="docks")
        assert {(each.state, each.sessions_planned, each.time_zone) for each in founded} == {
            (SetState.FORMING, 8, cast.harbour.time_zone)
        }
        assert not SetMembership.objects.filter(learning_set__in=founded).exists()


def test_its_page_tells_state_facilitator_members_held_and_next_date(cast: Cast, signed_in: SignedIn) -> None:
    programme = docks(cast.alice)
    with entering(cast.alice):
        led = operations.found_set(
            name="Pier", topic="", time_zone=ZONE, places=6, programme=programme, by=cast.alice, at=NOW
        )
        sessions.plan_session(
            led, day=NEXT_ON, at_time=NINE, minutes=60, place="", video_link="", by=cast.alice, at=NOW
        )
    page = page_of(signed_in(cast.dora.person), f"{LIST}docks/")
    row = page[page.index("Pier") :]
    assert "forming" in row
    assert "Alice" in row
    assert "0 of 6" in row
    assert "Mon 15 Feb" in row


def test_a_programme_tells_no_word_of_its_sets(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    programme = docks(cast.olga)
    with seeding():
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(programme=programme)
    for who in (cast.dora, cast.olga, cast.frank):
        page = page_of(signed_in(who.person), f"{LIST}docks/")
        assert "Quay" in page
        assert "Alice" in page
        assert "MARKER" not in page
        assert "Bob" not in page


def test_a_facilitator_is_led_to_their_own_sets_alone(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    programme = docks(cast.olga)
    with seeding():
        LearningSet.objects.filter(slug__in=("quay", "lighthouse")).update(programme=programme)
    page = page_of(signed_in(cast.frank.person), f"{LIST}docks/")
    assert "/o/harbour/sets/lighthouse/" in page
    assert "Quay" in page
    assert "/o/harbour/sets/quay/" not in page
    assert "/o/harbour/sets/quay/" in page_of(signed_in(cast.dora.person), f"{LIST}docks/")


def test_a_facilitator_finds_the_sets_of_the_programme_that_they_founded(cast: Cast, signed_in: SignedIn) -> None:
    docks(cast.alice)
    client = signed_in(cast.alice.person)
    assert "/o/harbour/sets/docks-1/" in page_of(client, f"{LIST}docks/")
    assert "Put the set together" in page_of(client, "/o/harbour/sets/docks-1/")
    assert "/o/harbour/sets/docks-1/" not in page_of(signed_in(cast.frank.person), f"{LIST}docks/")


def test_members_see_no_programme(cast: Cast, signed_in: SignedIn) -> None:
    docks(cast.olga)
    for url in (LIST, NEW, f"{LIST}docks/", f"{LIST}docks/edit/"):
        assert signed_in(cast.bob.person).get(url).status_code == 403
    assert "Programmes" not in page_of(signed_in(cast.bob.person), "/o/harbour/")
    assert LIST in page_of(signed_in(cast.alice.person), "/o/harbour/")


def test_a_programme_of_another_organisation_is_not_there(cast: Cast, signed_in: SignedIn) -> None:
    docks(cast.nora)
    assert signed_in(cast.dora.person).get(f"{LIST}docks/").status_code == 404
    assert "Docks" not in page_of(signed_in(cast.dora.person), LIST)


def test_without_a_programme_the_page_says_what_one_is(cast: Cast, signed_in: SignedIn) -> None:
    eve = found("eastport", "eve")
    page = page_of(signed_in(eve.person), "/o/eastport/programmes/")
    assert "No programme yet." in page
    assert "/o/eastport/programmes/new/" in page


def test_a_plain_member_founds_none_in_raw_sql_either(cast: Cast) -> None:
    programme = docks(cast.olga)
    with entering(cast.bob), pytest.raises(ProgrammingError), transaction.atomic():
        docks(cast.bob)
    with entering(cast.bob):
        assert Programme.objects.filter(pk=programme.pk).update(name="Mine") == 0


def test_a_facilitator_changes_the_programme_that_they_founded(cast: Cast, signed_in: SignedIn) -> None:
    docks(cast.alice)
    typed = {"name": "Wharves", "purpose": "Us", "sessions_planned": "5"}
    assert signed_in(cast.frank.person).post(f"{LIST}docks/edit/", typed).status_code == 403
    response = signed_in(cast.alice.person).post(f"{LIST}docks/edit/", typed, follow=True)
    assert "Wharves" in response.content.decode()
    assert signed_in(cast.dora.person).get(f"{LIST}docks/edit/").status_code == 200


def test_a_set_is_added_with_the_programme_chosen(cast: Cast, signed_in: SignedIn) -> None:
    programme = docks(cast.olga)
    client = signed_in(cast.alice.person)
    assert f'<option value="{programme.pk}" selected>' in page_of(client, "/o/harbour/sets/new/?programme=docks")
    client.post(
        "/o/harbour/sets/new/",
        {"topic": "", "name": "Pier", "programme": programme.pk, "facilitation": "standing", "own_role": "outside"},
    )
    assert "Pier" in page_of(client, f"{LIST}docks/")


def test_facilitators_are_chosen_among_those_with_the_role_and_only_proposed(cast: Cast, signed_in: SignedIn) -> None:
    programme = docks(cast.dora)
    with entering(cast.dora):
        first, second = LearningSet.objects.filter(programme=programme).order_by("pk")
    client, url = signed_in(cast.dora.person), f"{LIST}docks/facilitators/"
    page = page_of(client, url)
    assert f'value="{cast.alice.pk}"' in page
    assert f'value="{cast.bob.pk}"' not in page
    assert client.post(url, {f"set_{first.pk}": cast.bob.pk}).status_code == 422
    assert client.post(url, {f"set_{first.pk}": cast.alice.pk, f"set_{second.pk}": ""}).status_code == 302
    with entering(cast.dora):
        chosen = Proposal.objects.get(learning_set=first)
        assert (chosen.membership_id, chosen.role, chosen.accepted_at) == (cast.alice.pk, SetRole.FACILITATOR, None)
        assert not SetMembership.objects.filter(learning_set=first).exists()
        assert not Proposal.objects.filter(learning_set=second).exists()
    page = page_of(client, f"{LIST}docks/")
    assert "(proposed)" in page
    assert "Choose who facilitates" in page  # for the second
    assert f"set_{first.pk}" not in page_of(client, url)


def test_whoever_is_proposed_is_told_to_nobody_who_does_not_form_the_set(cast: Cast, signed_in: SignedIn) -> None:
    programme = docks(cast.alice)
    with entering(cast.alice):
        first = LearningSet.objects.filter(programme=programme).order_by("pk")[0]
        operations.propose(first, cast.alice, role=SetRole.FACILITATOR, by=cast.alice, at=NOW)
    assert "(proposed)" in page_of(signed_in(cast.alice.person), f"{LIST}docks/")
    page = page_of(signed_in(cast.frank.person), f"{LIST}docks/")
    assert "Docks 1" in page
    assert "proposed" not in page
    assert "Choose who facilitates" not in page
    assert "No set of this programme waits" in page_of(signed_in(cast.frank.person), f"{LIST}docks/facilitators/")


def test_a_programme_of_another_organisation_is_no_choice(cast: Cast, signed_in: SignedIn) -> None:
    docks(cast.olga)
    with entering(cast.nora):
        foreign = operations.found_programme(name="Gates", purpose="", sets=1, sessions_planned=6, by=cast.nora, at=NOW)
    typed = {"topic": "", "name": "Pier", "programme": foreign.pk, "facilitation": "standing", "own_role": "outside"}
    assert signed_in(cast.alice.person).post("/o/harbour/sets/new/", typed).status_code == 422


@pytest.mark.parametrize("typed", [{"sets": "0"}, {"sets": "13"}, {"name": ""}, {"name": "x" * 111}])
def test_too_many_sets_and_no_name_are_refused_and_the_rest_is_kept(
    cast: Cast, signed_in: SignedIn, typed: dict[str, str]
) -> None:
    response = signed_in(cast.dora.person).post(NEW, {**DOCKS, **typed})
    assert response.status_code == 422
    assert "Leading without a title" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_programme_asked_for_twice_at_once_is_founded_once(cast: Cast) -> None:
    founded = at_once(*[(cast.dora, lambda: docks(cast.dora, sets=3))] * 3)
    assert len({each.pk for each in founded}) == 1
    with entering(cast.dora):
        assert LearningSet.objects.filter(programme=founded[0]).count() == 3


def test_thirty_sets_cost_as_many_statements_as_one(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)

    def statements() -> int:
        client.get(f"{LIST}docks/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"{LIST}docks/")
        return len(asked)

    programme = docks(cast.olga, sets=1)
    at_one = statements()
    with entering(cast.olga):
        for number in range(29):
            operations.found_set(
                name=f"Dock {number}",
                topic="",
                time_zone=ZONE,
                places=6,
                own_role=None,
                programme=programme,
                by=cast.olga,
                at=NOW,
            )
    assert statements() == at_one
