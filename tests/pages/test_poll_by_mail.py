from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from alsweb.lib import tokens
from sessions import operations, queries
from sessions.models import PollReply
from sessions.notices.polls import PURPOSE, TOKEN_LASTS, poll_link
from sets.models import SetMembership
from sets.operations import end_seat
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]


@pytest.fixture
def client(signed_in: Callable[[None], Client]) -> Client:
    """Nobody is signed in."""
    return signed_in(None)


def address(cast: Cast) -> str:
    return "/d/" + poll_link(cast.quay.poll, person=cast.bob.person_id).partition("/d/")[2]


def said(cast: Cast, answer: str = "yes") -> dict[str, str]:
    return {f"slot_{each.pk}": answer for each in cast.quay.slots}


def own(cast: Cast) -> list[str]:
    with entering(cast.bob):
        found = queries.own_answers_to(cast.quay.slots, person=cast.bob.person_id)
        return [found[each.pk] for each in cast.quay.slots]


def test_the_link_shows_dates_in_ones_own_zone_and_nobody_else(cast: Cast, client: Client, seeding: Seeding) -> None:
    with seeding():
        type(cast.bob.person).objects.filter(pk=cast.bob.person_id).update(time_zone="Europe/Madrid")
    page = client.get(address(cast)).content.decode()
    assert "Mon 1 Mar" in page
    assert "10:00–13:00" in page
    assert "Madrid time" in page
    for absent in ("Alice", "Bob", "Quay", "MARKER"):
        assert absent not in page


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_whoever_only_looks_changes_nothing(cast: Cast, client: Client, method: str) -> None:
    before = own(cast)
    getattr(client, method)(address(cast))
    getattr(client, method)(address(cast) + "?rest=yes")
    assert own(cast) == before == ["yes", "unknown", "no"]


def test_answers_are_saved_and_can_be_changed(cast: Cast, client: Client) -> None:
    assert client.post(address(cast), said(cast, "no")).status_code == 302
    assert own(cast) == ["no"] * 3
    assert client.post(address(cast), said(cast, "if_need_be")).status_code == 302
    assert own(cast) == ["if_need_be"] * 3


def test_one_answer_may_hold_for_the_rest(cast: Cast, client: Client) -> None:
    first = cast.quay.slots[0]
    assert client.post(address(cast), {f"slot_{first.pk}": "no", "rest": "yes"}).status_code == 302
    assert own(cast) == ["no", "yes", "yes"]


def test_what_was_said_survives_a_mistake_and_nothing_is_saved(cast: Cast, client: Client) -> None:
    first = cast.quay.slots[0]
    answer = client.post(address(cast), {f"slot_{first.pk}": "if_need_be"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Two dates have no answer yet." in page
    assert f'value="if_need_be" id="slot_{first.pk}_i" checked' in page
    assert own(cast) == ["yes", "unknown", "no"]


@pytest.mark.parametrize("day", ["", "2027-01-01", "2027-03-01", "soon"])
def test_whoever_cannot_know_yet_says_a_day_on_which_they_can_be_asked(cast: Cast, client: Client, day: str) -> None:
    answer = client.post(address(cast), {**said(cast, "unknown"), "ask_again_on": day})
    assert answer.status_code == 422
    assert client.post(address(cast), {**said(cast, "unknown"), "ask_again_on": "2027-02-10"}).status_code == 302
    with entering(cast.bob):
        assert str(PollReply.objects.get(poll=cast.quay.poll, person=cast.bob.person_id).ask_again_on) == "2027-02-10"


def test_an_unknown_answer_or_another_polls_slot_is_not_taken(cast: Cast, client: Client) -> None:
    theirs = cast.lighthouse.slots[0]
    assert client.post(address(cast), {**said(cast), f"slot_{cast.quay.slots[0].pk}": "perhaps"}).status_code == 422
    assert client.post(address(cast), {**said(cast), f"slot_{theirs.pk}": "no"}).status_code == 302
    with entering(cast.erin):
        assert cast.bob.person_id not in {person for person, _slot in queries.answers_to(cast.lighthouse.slots)}


@pytest.mark.parametrize("ended", ["decided", "withdrawn", "closed"])
def test_the_link_is_over_when_the_poll_is(cast: Cast, client: Client, ended: str) -> None:
    before, at = own(cast), NOW
    with entering(cast.alice):
        if ended == "decided":
            operations.decide_poll(cast.quay.poll, cast.quay.slots[:1], by=cast.alice, at=NOW)
        elif ended == "withdrawn":
            operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)
        else:
            at = cast.quay.poll.closes_at
    with time_machine.travel(at, tick=False):
        assert client.get(address(cast)).status_code == 410
        assert client.post(address(cast), said(cast)).status_code == 410
    assert own(cast) == before


def test_whoever_has_left_the_set_answers_no_more(cast: Cast, client: Client) -> None:
    link = address(cast)
    with entering(cast.alice):
        seat = SetMembership.objects.current().get(learning_set=cast.quay.learning_set, person=cast.bob.person_id)
        end_seat(seat, by=cast.alice, at=NOW)
    assert client.get(link).status_code == 410
    assert client.post(link, said(cast)).status_code == 410


def test_whoever_has_no_account_any_more_answers_no_more(cast: Cast, client: Client) -> None:
    link = address(cast)
    assert client.get(link)["Referrer-Policy"] == "strict-origin"
    type(cast.bob.person).objects.filter(pk=cast.bob.person_id).update(is_active=False)
    for answer in (client.get(link), client.post(link, said(cast, "no"))):
        assert answer.status_code == 410
        assert "Mar" not in answer.content.decode()
    assert own(cast) == ["yes", "unknown", "no"]


@pytest.mark.parametrize(
    "forged", ["another purpose", "altered", "too old", "another organisation", "another set", "nonsense"]
)
def test_a_link_that_is_not_ones_own_opens_nothing(cast: Cast, client: Client, forged: str) -> None:
    claims = {"p": cast.bob.person_id, "o": cast.harbour.pk, "q": cast.quay.poll.pk}
    token = {
        "another purpose": tokens.sign("progress", **claims),
        "altered": tokens.sign(PURPOSE, **claims)[:-2] + "xx",
        "another organisation": tokens.sign(PURPOSE, **{**claims, "o": cast.northgate.pk}),
        "another set": tokens.sign(PURPOSE, **{**claims, "q": cast.lighthouse.poll.pk}),
        "nonsense": "x",
    }.get(forged)
    if token is None:
        with time_machine.travel(NOW - TOKEN_LASTS - timedelta(days=1), tick=False):
            token = tokens.sign(PURPOSE, **claims)
    before = own(cast)
    for answer in (client.get(f"/d/{token}/"), client.post(f"/d/{token}/", said(cast, "no"))):
        assert answer.status_code == 410
        assert "Mar" not in answer.content.decode()
    assert own(cast) == before
