"""Writing a plan: nothing that was typed is lost, and what is said afterwards is so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from actions import operations
from actions.models import Action, ActionPlan, ActionWords, PlanOutcome, PlanWords
from actions.queries import plans_to_write
from organisations.models import User
from sessions import operations as sessions
from sessions.models import Bid, MoveReason, Session
from sets.models import Circle
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
PLAN, COMING = "/o/harbour/sets/quay/sessions/1/plan/", "/o/harbour/sets/quay/sessions/2/plan/"


def post(client: Client, url: str = PLAN, **typed: object) -> HttpResponse:
    response: Any = client.post(url, {"known": "0", "outcome": "actions", **typed})
    sent: HttpResponse = response
    return sent


def text(response: HttpResponse) -> str:
    return response.content.decode()


def of(cast: Cast, who: str) -> list[str]:
    member = getattr(cast, who)
    with entering(member):
        words = ActionWords.objects.filter(author=member.person_id).order_by("action__plan", "action__position")
        return [each.what for each in words]


def test_everything_typed_survives_a_mistake(cast: Cast, signed_in: SignedIn) -> None:
    yesterday = NOW.date() - timedelta(days=1)
    response = post(
        signed_in(cast.alice.person),
        what_1="Ask the wards",
        first_step_1="Ring Mo",
        due_on_1=str(yesterday),
        expected_2="They say no",
        circle_3="author",
        what_3="Rest",
    )
    page = text(response)
    assert response.status_code == 422
    for typed in ("Ask the wards", "Ring Mo", str(yesterday), "They say no", "Rest"):
        assert typed in page
    assert "That day is over." in page
    assert "Say what you will do" in page
    assert of(cast, "alice") == []


@pytest.mark.parametrize(
    "typed",
    [
        {"outcome": "later", "what_1": "Ask the wards"},
        {"outcome": "none", "what_1": "Ask the wards"},
        {"outcome": "actions", "what_1": "Ask the wards", "because": "Too early"},
        {"outcome": "actions"},
        {"outcome": "actions", "what_1": "x", "circle_1": "presenter"},
    ],
)
def test_what_says_two_things_is_asked_about_and_not_guessed(
    cast: Cast, signed_in: SignedIn, typed: dict[str, str]
) -> None:
    response = post(signed_in(cast.alice.person), **typed)
    assert response.status_code == 422
    assert all(value in text(response) for name, value in typed.items() if name in ("what_1", "because"))
    with entering(cast.alice):
        assert not ActionPlan.objects.filter(person=cast.alice.person_id).exists()


def test_a_plan_says_who_reads_it_and_when_it_is_asked_about(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    due = NOW.date() + timedelta(days=7)
    typed = {"what_2": "Ask her", "circle_2": "author", "what_3": "Ask him", "due_on_3": str(due)}
    response = client.post(PLAN, {"known": "1", **typed}, follow=True)
    assert "Your set reads one, you alone read one. We ask how it goes about Monday 8 February" in text(response)
    with entering(cast.bob):
        actions = Action.objects.filter(plan=cast.quay.plan).order_by("position")
        assert [each.position for each in actions] == [1, 2, 3]
        assert ActionWords.objects.get(action=actions[1]).circle == Circle.AUTHOR
    with entering(cast.alice):
        assert not ActionWords.objects.filter(action__position=2, author=cast.bob.person_id).exists()
    assert "Your plan holds three actions." in text(client.get(PLAN))


def test_pressed_twice_it_is_one_plan(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    assert [post(client, what_1="Ask her").status_code for _ in range(2)] == [302, 302]
    assert of(cast, "alice") == ["Ask her"]


def test_two_plans_from_two_devices_lose_no_word(cast: Cast, signed_in: SignedIn) -> None:
    """What was written first stands; the rest moves to the places that are free, and shows what finds none."""
    client = signed_in(cast.alice.person)
    post(client, what_1="From the phone", what_2="Also from the phone")
    response = post(client, what_1="From the desk", first_step_1="Sit down", what_2="Too much")
    page = text(response)
    assert response.status_code == 409
    assert of(cast, "alice") == ["From the phone", "Also from the phone"]
    for typed in ("From the phone", "From the desk", "Sit down", "Too much"):
        assert typed in page
    assert client.post(PLAN, {"known": "2", "what_3": "From the desk"}).status_code == 302
    assert len(of(cast, "alice")) == 3
    assert "Lost?" in text(post(client, what_1="Lost?"))


def test_none_may_still_become_an_action(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    assert post(client, outcome="none", because="It is too early").status_code == 302
    assert client.post(PLAN, {"known": "0", "what_1": "Ask her after all"}).status_code == 302
    with entering(cast.alice):
        plan = ActionPlan.objects.get(person=cast.alice.person_id)
        assert plan.outcome == PlanOutcome.ACTIONS
        assert PlanWords.objects.get(plan=plan).because == "It is too early"


def test_no_plan_before_a_session_has_begun_nor_from_one_that_was_cancelled(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    assert "once the session has begun" in text(client.get(COMING, follow=True))
    assert post(client, COMING, what_1="Early").status_code == 302
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=NOW)
        Session.objects.filter(pk=cast.quay.coming.pk).update(
            starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=1)
        )
    assert "did not take place" in text(client.get(COMING, follow=True))
    assert post(client, COMING, what_1="Anyway").status_code == 302
    assert "Early" not in of(cast, "bob")
    assert "Anyway" not in of(cast, "bob")


def test_a_plan_waits_for_who_presented_and_for_who_said_later(cast: Cast) -> None:
    held = cast.quay.held
    with entering(cast.alice):
        assert plans_to_write(cast.alice) == []
        operations.write_plan(held, outcome=PlanOutcome.LATER, by=cast.alice, at=NOW)
        (waiting,) = plans_to_write(cast.alice)
        assert (waiting.session, waiting.learning_set, waiting.presented) == (held, cast.quay.learning_set, False)
        Bid.objects.create(
            organisation=cast.harbour,
            learning_set=cast.quay.learning_set,
            session=held,
            person_id=cast.alice.person_id,
            made_at=NOW,
            presented_at=NOW,
        )
        assert [each.presented for each in plans_to_write(cast.alice)] == [True]
        operations.write_plan(held, outcome=PlanOutcome.NONE, by=cast.alice, at=NOW)
        assert plans_to_write(cast.alice) == []
    with entering(cast.greta):
        assert plans_to_write(cast.greta) == []
