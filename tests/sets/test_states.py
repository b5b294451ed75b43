"""Forming, running, closing, closed: who and when, what a page offers in each, and who is told."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from notifications.models import Notice
from notifications.sender import send_due
from organisations.models import Event, User
from sessions import operations as sessions
from sets import operations
from sets.models import LearningSet, SetState
from tests.cast import NOW, ZONE, Cast, entering
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
QUAY = "/o/harbour/sets/quay/"
LATER = NOW + timedelta(hours=1)


def page_of(client: Client, url: str = QUAY) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return unescape(response.content.decode())


def quay(cast: Cast) -> LearningSet:
    with entering(cast.alice):
        return LearningSet.objects.get(slug="quay")


def start_closing(cast: Cast) -> bool:
    with entering(cast.alice):
        return operations.start_closing(cast.quay.learning_set, by=cast.alice, at=NOW)


def told(seeding: Callable) -> list[int | None]:
    with seeding():
        return list(Notice.objects.filter(kind="set_closing").values_list("person_id", flat=True))


# Verbs


def test_closing_says_who_and_when_and_the_first_wins(cast: Cast) -> None:
    assert start_closing(cast)
    with entering(cast.alice):
        assert not operations.start_closing(cast.quay.learning_set, by=cast.bob, at=LATER)
    found = quay(cast)
    assert (found.state, found.closing_at, found.closing_by_id) == (SetState.CLOSING, NOW, cast.alice.pk)


def test_a_set_that_is_forming_cannot_be_closing(cast: Cast) -> None:
    with entering(cast.alice):
        reef = operations.found_set(name="Reef", topic="", time_zone=ZONE, places=6, by=cast.alice, at=NOW)
        assert not operations.start_closing(reef, by=cast.alice, at=NOW)


def test_closing_can_be_taken_back_until_the_set_is_closed(cast: Cast) -> None:
    start_closing(cast)
    with entering(cast.alice):
        assert operations.keep_running(cast.quay.learning_set, by=cast.alice, at=LATER)
        assert not operations.keep_running(cast.quay.learning_set, by=cast.alice, at=LATER)
    assert quay(cast).state is SetState.RUNNING
    start_closing(cast)
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=LATER)
        assert not operations.keep_running(cast.quay.learning_set, by=cast.alice, at=LATER)
    found = quay(cast)
    assert (found.state, found.closed_by_id) == (SetState.CLOSED, cast.alice.pk)


def test_each_step_stands_once_in_the_audit(cast: Cast) -> None:
    for _twice in range(2):
        start_closing(cast)
        with entering(cast.alice):
            operations.close_set(cast.quay.learning_set, by=cast.alice, at=LATER)
            kinds = list(
                Event.objects.filter(kind__in=("set.closing", "set.closed"))
                .order_by("pk")
                .values_list("kind", flat=True)
            )
    assert kinds == ["set.closing", "set.closed"]


def test_hr_and_a_leaver_close_nothing_in_raw_sql_either(cast: Cast) -> None:
    for who in (cast.greta, cast.erin, cast.charlie):
        with entering(who):
            assert LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(closing_at=NOW) == 0


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_who_say_at_once_that_it_ends_say_it_once(
    cast: Cast, together: Callable[..., Any], seeding: Callable
) -> None:
    later = NOW + timedelta(minutes=1)
    found = together(
        (cast.alice, lambda: operations.start_closing(cast.quay.learning_set, by=cast.alice, at=NOW)),
        (cast.bob, lambda: operations.start_closing(cast.quay.learning_set, by=cast.bob, at=later)),
    )
    assert sorted(found) == [False, True]
    assert quay(cast).closing_at == (NOW if found[0] else later)
    assert told(seeding) == [cast.bob.person_id if found[0] else cast.alice.person_id]


@pytest.mark.django_db(transaction=True)
def test_closed_and_taken_back_at_once_ends_closed_or_never_closes_twice(cast: Cast) -> None:
    start_closing(cast)
    kept, closed = held_up(
        (cast.alice, lambda: operations.keep_running(cast.quay.learning_set, by=cast.alice, at=LATER)),
        (cast.bob, lambda: operations.close_set(cast.quay.learning_set, by=cast.bob, at=LATER)),
    )
    assert (kept, closed) == (True, True)
    assert quay(cast).state is SetState.CLOSED


# What is told


def test_the_circle_hears_once_that_its_set_ends_and_its_mail_carries_no_word(cast: Cast, seeding: Callable) -> None:
    start_closing(cast)
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=LATER)
    assert told(seeding) == [cast.bob.person_id]


def test_the_mail_reads_as_it_should(cast: Cast) -> None:
    start_closing(cast)
    send_due(NOW)
    (letter,) = [each for each in mail.outbox if each.subject == "Set meeting"]
    assert letter.to == ["bob@harbour.example"]
    body = " ".join(str(letter.body).split())
    assert "Quay is coming to its end." in body
    assert "Your next meeting is the last: time to ask what it gave you." in body
    assert "http://localhost:8000/o/harbour/sets/quay/" in body
    assert "MARKER" not in letter.message().as_string()


def test_who_has_not_been_told_is_not_told_of_what_was_taken_back(cast: Cast) -> None:
    start_closing(cast)
    with entering(cast.alice):
        operations.keep_running(cast.quay.learning_set, by=cast.alice, at=NOW)
    send_due(NOW)
    assert "Set meeting" not in [each.subject for each in mail.outbox]
    with entering(cast.alice):
        operations.start_closing(cast.quay.learning_set, by=cast.alice, at=LATER)
    send_due(LATER)
    assert [each.subject for each in mail.outbox].count("Set meeting") == 1


def test_a_set_closed_without_notice_says_so(cast: Cast) -> None:
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    send_due(NOW)
    (letter,) = [each for each in mail.outbox if each.subject == "Set meeting"]
    assert "Quay is closed." in str(letter.body)


# What a page offers


def test_a_forming_set_says_what_comes_next_and_asks_for_no_rules_and_no_challenge(
    cast: Cast, signed_in: SignedIn
) -> None:
    with entering(cast.alice):
        operations.found_set(name="Reef", topic="", time_zone=ZONE, places=6, by=cast.alice, at=NOW)
    page = page_of(signed_in(cast.alice.person), "/o/harbour/sets/reef/")
    assert "Put the set together" in page
    assert "Set · forming" in page
    for absent in ("Ground rules", "Challenges in the circle", "What we said we would do"):
        assert absent not in page


def test_a_running_set_offers_plan_rules_and_actions(cast: Cast, signed_in: SignedIn) -> None:
    page = page_of(signed_in(cast.alice.person))
    for offered in ("Plan session 3", "Ground rules", "What we said we would do", "Bring the set to its end"):
        assert offered in page
    member = page_of(signed_in(cast.bob.person))
    assert "Plan session" not in member
    assert "Bring the set to its end" not in member


def test_a_closing_set_plans_its_last_session_and_takes_nobody_new(cast: Cast, signed_in: SignedIn) -> None:
    start_closing(cast)
    client = signed_in(cast.alice.person)
    assert "Plan the last session" not in page_of(client)  # there is one
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason="work", by=cast.alice, at=NOW)
    page = page_of(client)
    assert "Plan the last session" in page
    assert "what did it give us?" in page
    assert "Invite people" not in page
    assert client.get(f"{QUAY}invite/").status_code == 403


def test_a_closed_set_is_read_only_and_says_when_its_words_go(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    client = signed_in(cast.alice.person)
    page = page_of(client)
    days = cast.harbour.retention_days
    assert f"erased in {days} days, on " in page
    for absent in ("Plan session", "Plan the last", "Invite people", "Write down your challenge", "Bring the set"):
        assert absent not in page
    assert client.get(f"{QUAY}about/").status_code == 403
    assert client.get(f"{QUAY}sessions/new/").status_code == 403


def test_a_page_comes_before_the_end_and_says_what_happens_and_who_is_told(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    page = page_of(client, f"{QUAY}closing/")
    assert "Everybody in the set gets one mail that says so." in page
    assert "erased for good" in page
    assert quay(cast).state is SetState.RUNNING
    client.post(f"{QUAY}closing/start/")
    assert "gets no second mail" in page_of(client, f"{QUAY}closing/")
    client.post(f"{QUAY}closing/stop/")
    assert quay(cast).state is SetState.RUNNING
    client.post(f"{QUAY}close/")
    assert client.get(f"{QUAY}closing/").status_code == 302


def test_whoever_forms_a_set_may_give_it_up(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        operations.found_set(name="Reef", topic="", time_zone=ZONE, places=6, own_role=None, by=cast.dora, at=NOW)
    client = signed_in(cast.dora.person)
    assert "Give this set up?" in page_of(client, "/o/harbour/sets/reef/closing/")
    assert client.post("/o/harbour/sets/reef/close/", follow=True).status_code == 200
    with entering(cast.dora):
        assert LearningSet.objects.get(slug="reef").state is SetState.CLOSED


@pytest.mark.parametrize("who", ["bob", "dora"])
def test_circle_and_hr_read_the_life_of_a_set(cast: Cast, signed_in: SignedIn, who: str) -> None:
    start_closing(cast)
    page = page_of(signed_in(getattr(cast, who).person))
    assert "Founded by Alice on 11 January 2027" in page
    assert "Running since 11 January 2027" in page
    assert "Closing since 1 February 2027, as Alice said" in page
    assert "Closed by" not in page
