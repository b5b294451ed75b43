"""Whom mail does not reach is told so where they look, and turns it on again; those who keep people see that it is so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from notifications.models import Refusal, RefusalCause
from notifications.queries import REFUSAL_HOLDS, unreached
from organisations.models import User
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
FLAG = "mail does not reach"


def _refuse(user: User, cause: RefusalCause) -> None:
    Refusal.objects.create(address=user.email, refused_at=NOW, answer="550", cause=cause)


def test_a_bounce_holds_thirty_days_and_a_complaint_until_it_is_taken_back(cast: Cast) -> None:
    bob, alice = cast.bob.person.email, cast.alice.person.email
    Refusal.objects.create(address=bob, refused_at=NOW, answer="", cause=RefusalCause.BOUNCED)
    Refusal.objects.create(address=alice, refused_at=NOW, answer="", cause=RefusalCause.COMPLAINED)
    a_moment = timedelta(seconds=1)
    assert unreached([bob, alice], at=NOW + REFUSAL_HOLDS - a_moment).keys() == {bob, alice}
    assert unreached([bob, alice], at=NOW + REFUSAL_HOLDS).keys() == {alice}


@pytest.mark.parametrize(("cause", "why"), [("bounced", "it came back"), ("complained", "marked as unwanted")])
def test_its_reader_is_told_why_and_turns_it_on_again(cast: Cast, signed_in: SignedIn, cause: str, why: str) -> None:
    _refuse(cast.bob.person, RefusalCause(cause))
    _refuse(cast.erin.person, RefusalCause.BOUNCED)
    client = signed_in(cast.bob.person)
    pages = [reverse("notifications:preferences"), reverse("pages:home", args=["harbour"])]
    for page in pages:
        told = client.get(page).content.decode()
        assert cast.bob.person.email in told, page
        assert why in told, page
        assert cast.erin.person.email not in told

    assert client.post(reverse("notifications:write_again")).status_code == 302

    assert [each.address for each in Refusal.objects.all()] == [cast.erin.person.email]
    assert not any(why in client.get(page).content.decode() for page in pages)


def test_those_who_keep_people_see_it_beside_the_address(cast: Cast, signed_in: SignedIn) -> None:
    people = reverse("organisations:people", args=["harbour"])
    assert FLAG not in signed_in(cast.dora.person).get(people).content.decode()
    _refuse(cast.bob.person, RefusalCause.BOUNCED)
    _refuse(cast.charlie.person, RefusalCause.BOUNCED)
    for keeper in (cast.dora, cast.olga):
        page = signed_in(keeper.person).get(people).content.decode()
        assert page.count(FLAG) == 1
        assert cast.bob.person.email in page[: page.index(FLAG)]
