"""What the circle can look up: who came in, who left, what was changed; in sentences, and without a word."""

import ast
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings

from organisations import operations as organisations
from organisations.audit import record
from organisations.models import Event, OrganisationRole, User
from sets import operations
from sets.models import SetMembership
from sets.sentences import SENTENCES, what_happened
from tests.cast import NOW, Cast, entering, join_set

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], object]
LOG = "/o/harbour/sets/quay/access-log/"
APPS = ("organisations", "sets", "sessions", "actions", "reports", "notifications", "alsweb")


def log_of(signed_in: Callable, person: User, page: int = 1) -> str:
    response = signed_in(person).get(LOG, {"page": page})
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_it_tells_who_came_in_and_by_whose_invitation(cast: Cast, signed_in: SignedIn) -> None:
    page = log_of(signed_in, cast.bob.person)
    for sentence in (
        "Alice founded the set.",
        "Bob came in, invited by Alice.",
        "Greta left the set.",
        "Version 1 of the ground rules was written.",
        "Alice planned session 1.",
        "Alice marked who came to session 1.",
    ):
        assert sentence in page
    assert "MARKER" not in page


def test_an_owner_who_changes_a_role_of_somebody_in_the_circle_stands_there(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.olga):
        for who, roles in (
            (cast.bob, [OrganisationRole.HR, OrganisationRole.MEMBER]),
            (cast.bob, [OrganisationRole.MEMBER]),
            (cast.alice, [OrganisationRole.OWNER]),
            (cast.erin, [OrganisationRole.HR]),
        ):
            organisations.change_roles(who, roles, by=cast.olga, at=NOW)
    page = log_of(signed_in, cast.bob.person)
    assert "Olga made Bob HR admin." in page
    assert "Olga took back a role of Bob: HR admin." in page
    assert "Olga made Alice owner, no longer facilitator." in page
    assert "Erin" not in page


def test_ended_seats_and_handing_over_stand_there(cast: Cast, signed_in: SignedIn) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.alice):
        seats = {seat.person_id: seat for seat in SetMembership.objects.current().filter(learning_set__slug="quay")}
        operations.end_seat(seats[kim.person_id], by=cast.alice, at=NOW)
        operations.leave_set(seats[cast.alice.person_id], by=cast.alice, at=NOW, successor=seats[cast.bob.person_id])
    page = log_of(signed_in, cast.bob.person)
    assert "Alice ended the seat of Kim." in page
    assert "Alice handed over: Bob facilitates." in page
    assert "Alice left the set." in page


def test_it_is_newest_first_twenty_five_a_page_in_the_readers_zone(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        for number in range(30):
            record(
                "set.closed",
                cast.quay.learning_set,
                by=cast.alice,
                at=NOW + timedelta(days=number),
                learning_set=cast.quay.learning_set.pk,
            )
    User.objects.filter(pk=cast.bob.person_id).update(time_zone="Asia/Tokyo")
    cast.bob.person.refresh_from_db()
    first, second = log_of(signed_in, cast.bob.person), log_of(signed_in, cast.bob.person, 2)
    assert first.count("closed the set") == 25
    assert second.count("closed the set") == 5
    assert "Tuesday 2 March, 21:00" in first
    assert first.index("March 2027") < first.index("February 2027")


def test_another_set_and_another_organisation_are_not_in_it(cast: Cast, signed_in: SignedIn) -> None:
    page = log_of(signed_in, cast.bob.person)
    assert not [name for name in ("Erin", "Frank", "Charlie", "Nora", "Dora") if name in page]


@pytest.mark.parametrize(("who", "status"), [("dora", 403), ("olga", 403), ("erin", 404), ("greta", 404)])
def test_it_is_for_the_circle(cast: Cast, signed_in: Callable, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who).person).get(LOG).status_code == status


def test_a_leaver_is_named_also_where_somebody_else_noted_it(cast: Cast) -> None:
    event = Event(kind="set.left", actor=cast.dora, subject="setmembership:1", change={"member": cast.bob.pk})
    assert what_happened(event, {cast.bob.pk: "Bob"}) == "Bob left the set, as Dora noted."
    assert what_happened(Event(kind="set.left", actor=cast.dora, change={}), {}) == "Somebody left the set."


def test_a_kind_without_a_sentence_is_told_as_it_is(cast: Cast) -> None:
    event = Event(kind="set.tied_up", actor=cast.olga, subject="learningset:1", change={})
    assert what_happened(event, {}) == "Olga: set tied up"


def test_each_kind_that_is_recorded_has_a_sentence() -> None:
    recorded = {kind for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py") for kind in _kinds(path)}
    assert len(recorded) > 10
    assert recorded - SENTENCES.keys() == set()


def _kinds(path: Path) -> set[str]:
    """The first argument of each call of `record` in a file; it has to be written out to be found."""
    calls = [
        each
        for each in ast.walk(ast.parse(path.read_text()))
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "record"
    ]
    found = [call.args[0] for call in calls]
    kinds = [each.value for each in found if isinstance(each, ast.Constant)]
    assert len(kinds) == len(found), f"A kind in {path} is not written out."
    return set(kinds)
