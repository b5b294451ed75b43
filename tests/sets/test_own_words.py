"""Words stay with the set or go with their author; facts stay. Looked at as superuser, past every policy."""

from collections.abc import Callable

import pytest
from django.db.models import Count
from django.test import Client

from organisations import operations as organisations
from organisations.models import User
from sets import operations
from sets.models import LearningSet, SetMembership
from sets.models.words import WordsModel
from sets.own_words import models_of_own_words
from tests.cast import NOW, Cast, entering, marker
from tests.pages.addresses import Addresses
from tests.wall.tables import SHARED_WORDS, WORDS

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
QUAY = "/o/harbour/sets/quay/"
Counted = dict[tuple[str, int, int], int]


def counted(seeding: Callable) -> Counted:
    """How many rows of words each author has in each set, by table."""
    with seeding():
        return {
            (model._meta.label, row["learning_set_id"], row["author_id"]): row["n"]
            for model in WORDS
            for row in model._default_manager.order_by().values("learning_set_id", "author_id").annotate(n=Count("pk"))
        }


def gone(before: Counted, after: Counted) -> set[tuple[str, int, int]]:
    assert all(after.get(place, 0) in (0, n) for place, n in before.items())
    assert after.keys() <= before.keys()
    return before.keys() - after.keys()


def own(before: Counted, cast: Cast, person: int) -> set[tuple[str, int, int]]:
    """What goes when this person takes their words out of Quay."""
    going = {model._meta.label for model in models_of_own_words()}
    return {place for place in before if place[0] in going and place[1:] == (cast.quay.learning_set.pk, person)}


def test_every_table_of_words_goes_with_its_author_or_says_why_not() -> None:
    stay = {model._meta.label for model in WORDS} - {model._meta.label for model in models_of_own_words()}
    assert stay == {model._meta.label for model in SHARED_WORDS} | {"sets.GroundRulesWords"}
    assert all(issubclass(model, WordsModel) for model in WORDS)


def test_the_cast_has_words_of_every_kind_to_lose(cast: Cast, seeding: Callable) -> None:
    planted = {label for label, _set, _author in counted(seeding)}
    assert planted == {model._meta.label for model in WORDS}


def test_who_leaves_with_their_words_leaves_none(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    before = counted(seeding)
    assert signed_in(cast.bob.person).post(f"{QUAY}leave/", {"words": "go"}).status_code == 302
    after = counted(seeding)
    assert gone(before, after) == own(before, cast, cast.bob.person_id)
    assert len(own(before, cast, cast.bob.person_id)) > 9


def test_a_facilitators_words_go_and_the_ground_rules_and_shared_words_stay(cast: Cast, seeding: Callable) -> None:
    before = counted(seeding)
    with entering(cast.alice):
        assert operations.remove_own_words(cast.quay.learning_set, by=cast.alice) > 2
    assert gone(before, counted(seeding)) == own(before, cast, cast.alice.person_id)
    with entering(cast.bob):
        rules = [label for label, *place in before if place == [cast.quay.learning_set.pk, cast.alice.person_id]]
    assert "sets.GroundRulesWords" in rules


def test_unanswered_they_stay(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    before = counted(seeding)
    bob = signed_in(cast.bob.person)
    assert 'value="stay"' in bob.get(f"{QUAY}leave/").content.decode()
    bob.post(f"{QUAY}leave/")
    assert counted(seeding) == before


def test_who_may_not_leave_yet_keeps_their_words(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    before = counted(seeding)
    assert signed_in(cast.alice.person).post(f"{QUAY}leave/", {"words": "go"}).status_code == 422
    with entering(cast.bob):
        operations.leave_set(_seat(cast.bob.person_id), by=cast.bob, at=NOW)
    response = signed_in(cast.alice.person).post(f"{QUAY}leave/", {"words": "go", "successor": "self-run"})
    assert response.status_code == 422
    assert counted(seeding) == before


def _seat(person: int) -> SetMembership:
    return SetMembership.objects.current().get(person=person)


def test_facts_stay_and_no_page_stumbles_over_them(cast: Cast, addresses: Addresses, signed_in: SignedIn) -> None:
    known = addresses  # found while Bob is in the set
    with entering(cast.bob):
        operations.leave_set(_seat(cast.bob.person_id), by=cast.bob, at=NOW, with_words=True)
    alice, found = signed_in(cast.alice.person), ""
    for name, address in known.items():
        response = alice.get(address.url)
        assert response.status_code < 500 or name == "readyz", name
        found += response.content.decode(errors="replace")
    assert "-bob" not in found
    assert marker("groundruleswords", "safety", "alice") in found
    story = alice.get(f"{QUAY}challenges/{cast.quay.challenge.pk}/").content.decode()
    assert "whose words were removed by their author" in story
    assert "A former member has worked on this" in story


# Later


def test_who_left_removes_their_words_later(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    before, greta = counted(seeding), signed_in(cast.greta.person)
    assert marker("challengewords", "headline", "greta") in signed_in(cast.alice.person).get(QUAY).content.decode()
    record = greta.get("/o/harbour/record/").content.decode()
    assert "/o/harbour/record/quay/remove/" in record
    asks = " ".join(greta.get("/o/harbour/record/quay/remove/").content.decode().split())
    assert "2 texts of yours go, for good." in asks
    assert counted(seeding) == before
    for _sent_twice in range(2):
        assert greta.post("/o/harbour/record/quay/remove/")["Location"] == "/o/harbour/record/"
    assert gone(before, counted(seeding)) == own(before, cast, cast.greta.person_id)
    assert "MARKER" not in greta.get("/o/harbour/record/my-record.json").content.decode()
    assert "greta" not in signed_in(cast.alice.person).get(QUAY).content.decode()


@pytest.mark.parametrize("who", ["bob", "alice", "dora", "olga", "erin", "frank"])
def test_only_who_left_does_it_here(cast: Cast, signed_in: SignedIn, seeding: Callable, who: str) -> None:
    before, client = counted(seeding), signed_in(getattr(cast, who).person)
    for ask in (client.get, client.post):
        assert ask("/o/harbour/record/quay/remove/").status_code == 404
    assert counted(seeding) == before


def test_whose_seat_was_ended_by_others_has_the_same_choice(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with entering(cast.alice):
        operations.end_seat(_seat(cast.bob.person_id), by=cast.alice, at=NOW)
    before = counted(seeding)
    signed_in(cast.bob.person).post("/o/harbour/record/quay/remove/")
    assert gone(before, counted(seeding)) == own(before, cast, cast.bob.person_id)


def test_who_comes_back_after_their_time_in_the_organisation_has_it_too(
    cast: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    with entering(cast.dora):
        organisations.end_membership(cast.bob, by=cast.dora, at=NOW)
        cast.bob.refresh_from_db()
        organisations.bring_back(cast.bob, by=cast.dora, at=NOW)
    before = counted(seeding)
    signed_in(cast.bob.person).post("/o/harbour/record/quay/remove/")
    assert gone(before, counted(seeding)) == own(before, cast, cast.bob.person_id)


def test_erasing_a_closed_set_takes_all_that_is_left(cast: Cast, seeding: Callable) -> None:
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        operations.erase_words(LearningSet.objects.get(pk=cast.quay.learning_set.pk), at=NOW)
    assert not [place for place in counted(seeding) if place[1] == cast.quay.learning_set.pk]
