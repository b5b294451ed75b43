"""Home shows what its reader came for, and no more of a long list than one reads at once."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from actions import operations as actions
from actions.models import PlanOutcome
from organisations.models import User
from sessions import operations as sessions
from sets import operations as sets
from tests.cast import AFTER_FIRST, FOUNDED, NEXT_ON, NINE, NOW, ZONE, Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


def home_of(client: Client) -> str:
    response = client.get("/o/harbour/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_ten_open_actions_at_most_and_the_way_to_all_of_them(cast: Cast, signed_in: SignedIn) -> None:
    quay, client = cast.quay.learning_set, signed_in(cast.bob.person)
    assert "All your actions" not in home_of(client)
    for week in (1, 2, 3, 4):
        with entering(cast.alice):
            session = sessions.plan_session(
                quay,
                day=NEXT_ON + timedelta(weeks=week),
                at_time=NINE,
                minutes=60,
                place="",
                video_link="",
                by=cast.alice,
                at=FOUNDED,
            )
        new = [actions.NewAction(what=f"Deed {week}.{n}", due_on=NOW.date()) for n in (1, 2, 3)]
        with entering(cast.bob):
            actions.write_plan(session, outcome=PlanOutcome.ACTIONS, new_actions=new, by=cast.bob, at=AFTER_FIRST)
    page = home_of(client)
    assert page.count("Add a line") == 10
    assert "All your actions" in page


def test_a_set_that_is_put_together_needs_people_and_not_a_date(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        sets.found_set(name="Reef", topic="", time_zone=ZONE, places=6, by=cast.alice, at=NOW)
    page = home_of(signed_in(cast.alice.person))
    assert "Reef" in page[page.index("Sets that you put together") :]
    assert "Your set has its next date." in page or "You meet" in page


def test_hr_in_no_set_comes_home_to_the_sets_that_they_put_together(cast: Cast, signed_in: SignedIn) -> None:
    assert "One set waits for you to put it together." in home_of(signed_in(cast.dora.person))
    assert signed_in(cast.olga.person).get("/o/harbour/").status_code == 302
