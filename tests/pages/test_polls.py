"""From wanting dates to having them, as pages."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from organisations.models import User
from sessions import operations, queries
from sessions.models import Poll, Session
from tests.cast import NOW, Cast, entering

SignedIn = Callable[[User | None], Client]
NEW, ONE = "/o/harbour/sets/quay/polls/new/", "/o/harbour/sets/quay/polls/1/"
FIRST = NOW.date() + timedelta(days=14)
HOW: dict[str, object] = {
    "wanted": "2",
    "minutes": "180",
    "cadence": "four_weeks",
    "first": str(FIRST),
    "answer_by": str(FIRST - timedelta(days=7)),
    "place": "Library",
}


@pytest.fixture
def alice(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.alice.person)


@pytest.fixture
def without_poll(cast: Cast) -> None:
    with entering(cast.alice):
        operations.withdraw_poll(cast.quay.poll, by=cast.alice, at=NOW)


def offered(page: str) -> list[str]:
    return re.findall(r'name="offered" value="([^"]+)"', page)


def kept(page: str) -> list[str]:
    return re.findall(r'name="slots" value="([^"]+)" id="\w+" checked', page)


@pytest.mark.usefixtures("without_poll")
def test_dates_are_proposed_added_to_and_asked_about(cast: Cast, alice: Client) -> None:
    proposed = alice.post(NEW, {**HOW, "propose": "1"}).content.decode()
    dates = offered(proposed)
    assert len(dates) == 10
    assert kept(proposed) == dates
    one_more = {"day_0": str(FIRST + timedelta(days=5)), "time_0": "18:30", "more": "1"}
    page = alice.post(NEW, {**HOW, "offered": dates, "slots": dates[1:], **one_more}).content.decode()
    assert set(offered(page)) == {*dates, f"{FIRST + timedelta(days=5)}T18:30"}
    assert len(kept(page)) == 10
    answer = alice.post(NEW, {**HOW, "offered": offered(page), "slots": kept(page), "open": "1"}, follow=True)
    assert "Which of these ten dates suit you?" in answer.content.decode()
    with entering(cast.alice):
        poll = Poll.objects.get(learning_set=cast.quay.learning_set, number=2)
        assert f"{poll.closes_at:%d %H:%M}" == f"{FIRST - timedelta(days=7):%d} 23:59"


@pytest.mark.usefixtures("without_poll")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"answer_by": "2027-01-01"}, "has passed. Choose a day that is still to come."),
        ({"first": str(FIRST - timedelta(days=8))}, "Begin after that."),
        ({"first": "9999-12-31"}, "more than three years away"),
        ({"wanted": "0"}, "greater than or equal to 1"),
        ({"slots": [], "open": "1"}, "Ask about at least 2 dates"),
        ({"day_0": str(FIRST), "open": "1"}, "Say at what time, too."),
        ({"day_0": "2027-03-28", "time_0": "01:30", "open": "1"}, "the clocks go forward over it"),
        ({"day_0": "2027-01-01", "time_0": "10:00", "open": "1"}, "has passed"),
    ],
)
def test_a_mistake_is_said_beside_what_was_typed(
    cast: Cast, alice: Client, typed: dict[str, object], sentence: str
) -> None:
    dates = [f"{FIRST + timedelta(days=7 * n)}T09:00" for n in range(3)]
    answer = alice.post(NEW, {**HOW, "offered": dates, "slots": dates, **typed})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with entering(cast.alice):
        assert Poll.objects.filter(learning_set=cast.quay.learning_set).count() == 1


@pytest.mark.usefixtures("without_poll")
def test_dates_that_cannot_be_are_not_asked_about(cast: Cast, alice: Client) -> None:
    good = f"{FIRST}T09:00"
    written = [good, "2027-03-28T01:30", "2020-01-01T09:00", "nonsense", "9999-12-31T23:00"]
    answer = alice.post(NEW, {**HOW, "wanted": "1", "offered": written, "slots": written, "open": "1"})
    assert answer.status_code == 302
    with entering(cast.alice):
        poll = Poll.objects.get(learning_set=cast.quay.learning_set, number=2)
        assert [each.local_date for each in queries.slots_of(poll)] == [FIRST]


def test_the_circle_sees_who_can_in_marks_and_figures(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.bob.person).get(ONE).content.decode()
    assert "One of two has answered." in page
    assert "Not yet: Alice." in page
    for mark, word in (("✓", "yes"), ("?", "I cannot know yet"), ("×", "no"), ("–", "has not answered")):
        assert f'<span aria-hidden="true">{mark}</span><span class="visually-hidden">{word}</span>' in page
    assert 'name="slot"' not in page  # a member chooses nothing


def test_whoever_runs_the_set_looks_at_a_choice_and_makes_it(cast: Cast, alice: Client) -> None:
    slots = cast.quay.slots
    alice.post(ONE, {f"slot_{each.pk}": "yes" for each in slots})
    page = alice.get(ONE).content.decode()
    assert "Everybody has answered." in page
    assert "Suggested" in page
    looked = alice.post(f"{ONE}decide/", {"slot": [slots[2].pk], "look": "1"}).content.decode()
    assert "Bob misses one." in looked
    assert f'value="{slots[2].pk}" id="slot_{slots[2].pk}" checked' in looked
    with entering(cast.alice):
        before = Session.objects.count()
    done = alice.post(f"{ONE}decide/", {"slot": [slots[0].pk, slots[1].pk]}, follow=True).content.decode()
    assert "Two sessions are planned. The invitations come by mail." in done
    with entering(cast.alice):
        assert Session.objects.count() == before + 2
    assert "Two dates are chosen." in alice.get(ONE).content.decode()


def test_a_slot_of_another_set_is_not_chosen(cast: Cast, alice: Client) -> None:
    answer = alice.post(f"{ONE}decide/", {"slot": [cast.lighthouse.slots[0].pk, "x"]}, follow=True)
    assert "Choose at least one date." in answer.content.decode()


def test_home_shows_the_poll_that_waits(cast: Cast, alice: Client, signed_in: SignedIn) -> None:
    assert "Quay looks for dates" in alice.get("/o/harbour/").content.decode()
    # Bob has answered, and is asked again on the day that he named.
    assert "Quay looks for dates" not in signed_in(cast.bob.person).get("/o/harbour/").content.decode()


def test_more_time_is_only_ever_more(cast: Cast, alice: Client) -> None:
    answer = alice.post(f"{ONE}prolong/", {"answer_by": "2027-02-05"})
    assert answer.status_code == 422
    assert "That is sooner than people were told." in answer.content.decode()
    assert alice.post(f"{ONE}prolong/", {"answer_by": "2027-02-20"}).status_code == 302
    with entering(cast.alice):
        closes_at = Poll.objects.get(pk=cast.quay.poll.pk).closes_at
        assert closes_at.date() == date(2027, 2, 20)
