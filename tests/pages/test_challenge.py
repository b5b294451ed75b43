"""A challenge's story: each turn of it, what its presenter adds, and who reads it."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions import operations as actions
from actions.models import Action, ActionWords, PlanOutcome, ProgressState
from organisations.models import Membership, User
from organisations.operations import Refused
from sessions import operations
from sessions.models import Challenge, ChallengeWords, HelpfulQuestion, HelpfulQuestionWords, Session
from sets import operations as sets
from sets.models import Circle
from sets.models.words import HEADS
from tests.cast import FOUNDED, NEXT_ON, NINE, NOW, Cast, entering, join_set, marker
from tests.pages.test_query_counts import TRANSACTION_CONTROL
from tests.races import at_once

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
QUAY = "/o/harbour/sets/quay/"


def page_of(challenge: Challenge) -> str:
    return f"{QUAY}challenges/{challenge.pk}/"


def read(client: Client, challenge: Challenge) -> str:
    response = client.get(page_of(challenge))
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def present_again(cast: Cast, *, days: int, what: str = "Ask again", question: str = "") -> Session:
    """Another session at which Bob presented his challenge, with a plan and its news."""
    with entering(cast.alice):
        session = operations.plan_session(
            cast.quay.learning_set,
            day=NEXT_ON + timedelta(days=days),
            at_time=NINE,
            minutes=120,
            place="",
            video_link="",
            by=cast.alice,
            at=FOUNDED,
        )
    with entering(cast.bob):
        operations.put_name_on_agenda(session, challenge=cast.quay.challenge, by=cast.bob, at=FOUNDED)
    with entering(cast.alice):
        operations.mark_presenters(session, [cast.bob.person_id], at=NOW)
    with entering(cast.bob):
        plan = actions.write_plan(
            session, outcome=PlanOutcome.ACTIONS, new_actions=[actions.NewAction(what)], by=cast.bob, at=NOW
        )
        action = Action.objects.get(plan=plan)
        actions.report_progress(action, state=ProgressState.ON_TRACK, line=f"News of {what}.", by=cast.bob, at=NOW)
        if question:
            operations.note_question(cast.quay.challenge, question, session=session, at=NOW)
    return session


def end(cast: Cast, *, resolved: bool, became: str = "It turned out otherwise.") -> bool:
    with entering(cast.bob):
        return operations.end_challenge(cast.quay.challenge, resolved=resolved, became=became, at=NOW)


# The story


def test_a_fellow_reads_each_turn_in_its_order(cast: Cast, signed_in: SignedIn) -> None:
    present_again(cast, days=7, what="Ask in pairs", question="What would you stop?")
    page = read(signed_in(cast.alice.person), cast.quay.challenge)
    told = [
        marker("challengewords", "headline", "bob"),
        "Bob has worked on this since 11 January 2027, and presented it twice.",
        marker("challengewords", "story", "bob"),
        "Session 1</a>, Monday 25 January",
        marker("helpfulquestionwords", "text", "bob"),
        marker("actionwords", "what", "bob"),
        marker("progresswords", "line", "bob"),
        marker("actionoutcomewords", "happened", "bob"),
        marker("actionoutcomewords", "learned", "bob"),
        "Presented again",
        "What would you stop?",
        "Ask in pairs",
        "News of Ask in pairs.",
    ]
    places = [page.find(text, page.find("<h1")) for text in told]
    assert -1 not in places
    assert places == sorted(places)
    assert "Now: observe." in page
    assert "Write it down" not in page
    assert "Take it out" not in page


@pytest.mark.parametrize(
    ("circle", "reader", "reads"),
    [
        (Circle.AUTHOR, "alice", False),
        (Circle.FACILITATOR, "alice", True),
        (Circle.FACILITATOR, "kim", False),
        (Circle.SET, "kim", True),
    ],
)
def test_an_action_is_read_as_far_as_its_circle(
    cast: Cast, signed_in: SignedIn, circle: str, reader: str, reads: bool
) -> None:
    present_again(cast, days=7, what="Say it to her face")
    with entering(cast.bob):
        ActionWords.objects.filter(action__position=1).update(circle=circle)
    member = cast.alice if reader == "alice" else join_as_agreed(cast, reader)
    page = read(signed_in(member.person), cast.quay.challenge)
    assert ("Say it to her face" in page) is reads
    assert page.count("1 private action") == (0 if reads else 2)
    assert "Say it to her face" in read(signed_in(cast.bob.person), cast.quay.challenge)


def join_as_agreed(cast: Cast, name: str) -> Membership:
    member = join_set(name, cast.quay.learning_set, of=cast.alice)
    with entering(member):
        sets.agree(cast.quay.rules, by=member, at=NOW)
    return member


def test_what_will_be_presented_and_what_became_of_it_stand_at_the_end(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        operations.put_name_on_agenda(cast.quay.coming, challenge=cast.quay.challenge, by=cast.bob, at=NOW)
    assert "session 2, Monday 15 February" in read(signed_in(cast.alice.person), cast.quay.challenge)
    assert end(cast, resolved=True, became="They decide it themselves now.")
    page = read(signed_in(cast.alice.person), cast.quay.challenge)
    assert "Resolved on 1 February 2027" in page
    assert "They decide it themselves now." in page


def test_a_plan_without_action_says_because(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        greta = Challenge.objects.get(person=cast.greta.person_id)
    page = read(signed_in(cast.alice.person), greta)
    assert marker("planwords", "because", "greta") in page
    assert "Former member" in page or "A former member has worked on this" in page


def test_the_set_names_what_its_members_work_on_what_is_open_first(cast: Cast, signed_in: SignedIn) -> None:
    end(cast, resolved=False)
    page = signed_in(cast.alice.person).get(QUAY).content.decode()
    greta, bob = (page.index(marker("challengewords", "headline", name)) for name in ("greta", "bob"))
    assert greta < bob
    assert f'href="{page_of(cast.quay.challenge)}"' in page
    assert "parked" in page[bob:]


def test_words_that_are_gone_leave_a_page_that_says_so(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with seeding():
        for model in (ChallengeWords, HelpfulQuestionWords, ActionWords):
            model.objects.filter(author=cast.bob.person_id).delete()
    page = read(signed_in(cast.alice.person), cast.quay.challenge)
    assert "A challenge whose words were removed by their author." in page
    assert "MARKER" not in page.replace(marker("progresswords", "line", "bob"), "")


@pytest.mark.django_db(transaction=True)
def test_three_turns_ask_the_database_as_often_as_one(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    bob.get(page_of(cast.quay.challenge))
    at_one = _statements(bob, cast)
    for days in (7, 14):
        present_again(cast, days=days, question=f"What after {days} days?")
    assert (at_one, _statements(bob, cast)) == (11, 11)


def _statements(client: Client, cast: Cast) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(page_of(cast.quay.challenge)).status_code == 200
    return len([each for each in asked.captured_queries if not each["sql"].startswith(TRANSACTION_CONTROL)])


# Who reads it


@pytest.mark.parametrize(
    ("who", "status"), [("dora", 403), ("olga", 403), ("erin", 404), ("frank", 404), ("greta", 404)]
)
def test_it_is_for_the_circle(cast: Cast, signed_in: SignedIn, who: str, status: int) -> None:
    response = signed_in(getattr(cast, who).person).get(page_of(cast.quay.challenge))
    assert response.status_code == status
    assert "MARKER" not in response.content.decode()


def test_another_sets_challenge_is_not_found_under_ones_own_set(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    for story in (cast.lighthouse, cast.gate):
        assert bob.get(page_of(story.challenge)).status_code == 404


def test_whoever_has_yet_to_agree_is_led_to_the_rules(cast: Cast, signed_in: SignedIn) -> None:
    _change_the_rules(cast)
    response = signed_in(cast.alice.person).get(page_of(cast.quay.challenge))
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, f"{QUAY}ground-rules/")


def _change_the_rules(cast: Cast, by: str = "bob") -> None:
    member: Membership = getattr(cast, by)
    with entering(member):
        sets.write_ground_rules(cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=member, at=NOW)


# What its presenter adds


def test_the_presenter_writes_down_a_question_that_helped_and_takes_it_out(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    for _sent_twice in range(2):
        response = bob.post(f"{page_of(cast.quay.challenge)}question/", {"text": " What would you stop? "})
        assert response["Location"] == page_of(cast.quay.challenge)
    with entering(cast.bob):
        (noted,) = HelpfulQuestion.objects.exclude(pk=cast.quay.question.pk)
    assert "What would you stop?" in read(signed_in(cast.alice.person), cast.quay.challenge)
    bob.post(f"{QUAY}questions/{noted.pk}/forget/")
    with entering(cast.bob):
        assert not HelpfulQuestion.objects.filter(pk=noted.pk).exists()
        assert not HelpfulQuestionWords.objects.filter(pk=noted.pk).exists()


def test_a_question_belongs_to_a_session_at_which_it_was_presented(cast: Cast, signed_in: SignedIn) -> None:
    again, bob = present_again(cast, days=7), signed_in(cast.bob.person)
    there = f"{page_of(cast.quay.challenge)}question/"
    assert bob.post(there, {"text": "And then?", "session": str(again.pk)}).status_code == 302
    response = bob.post(there, {"text": "Elsewhere?", "session": str(cast.lighthouse.held.pk)})
    assert response.status_code == 422
    assert "Elsewhere?" in response.content.decode()
    with entering(cast.bob):
        assert HelpfulQuestion.objects.filter(session=again).count() == 1


def test_nothing_typed_is_said_next_to_its_field(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    response = bob.post(f"{page_of(cast.quay.challenge)}question/", {"text": "  "})
    assert (response.status_code, "This field is required." in response.content.decode()) == (422, True)
    response = bob.post(f"{page_of(cast.quay.challenge)}end/", {"became": "Nothing yet."})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Say whether it is resolved or parked." in page
    assert "Nothing yet." in page


def test_what_was_typed_while_the_rules_changed_stays_on_the_page(cast: Cast, signed_in: SignedIn) -> None:
    _change_the_rules(cast, by="alice")
    response = signed_in(cast.bob.person).post(
        f"{page_of(cast.quay.challenge)}end/", {"end": "resolved", "became": "They decide it."}
    )
    assert response.status_code == 409
    assert "They decide it." in response.content.decode()
    with entering(cast.bob):
        assert Challenge.objects.open().filter(pk=cast.quay.challenge.pk).exists()


def test_nobody_else_adds_to_it(cast: Cast, signed_in: SignedIn) -> None:
    alice = signed_in(cast.alice.person)
    for deed, typed in (("question", {"text": "Why?"}), ("end", {"end": "resolved"}), ("take-up", {})):
        assert alice.post(f"{page_of(cast.quay.challenge)}{deed}/", typed).status_code == 404
    assert alice.post(f"{QUAY}questions/{cast.quay.question.pk}/forget/").status_code == 404


def test_it_is_parked_taken_up_again_and_resolved(cast: Cast, signed_in: SignedIn) -> None:
    bob, there = signed_in(cast.bob.person), page_of(cast.quay.challenge)
    bob.post(f"{there}end/", {"end": "parked", "became": "The merger waits."})
    page = read(bob, cast.quay.challenge)
    assert "Parked on 1 February 2027" in page
    assert "The merger waits." in page
    bob.post(f"{there}take-up/")
    assert "The merger waits." not in read(bob, cast.quay.challenge)
    bob.post(f"{there}end/", {"end": "resolved", "became": "They merged."})
    assert "They merged." in read(bob, cast.quay.challenge)


def test_the_first_end_wins(cast: Cast) -> None:
    assert end(cast, resolved=True)
    assert not end(cast, resolved=False)
    with entering(cast.bob):
        challenge = Challenge.objects.get(pk=cast.quay.challenge.pk)
        assert (challenge.resolved_at, challenge.parked_at) == (NOW, None)


@pytest.mark.parametrize("resolved", [True, False])
def test_after_the_end_another_one_is_begun_and_the_first_waits_until_that_has_ended(
    cast: Cast, signed_in: SignedIn, resolved: bool
) -> None:
    end(cast, resolved=resolved)
    bob = signed_in(cast.bob.person)
    assert marker("challengewords", "headline", "bob") not in bob.get(f"{QUAY}challenge/").content.decode()
    response = bob.post(f"{QUAY}challenge/", {"headline": "How do I begin anew?", "story": ""})
    with entering(cast.bob):
        other = Challenge.objects.open().get(person=cast.bob.person_id)
        assert response["Location"] == page_of(other)
        with pytest.raises(Refused, match="another challenge"):
            operations.take_up_challenge(cast.quay.challenge, by=cast.bob)
        operations.end_challenge(other, resolved=False, became="", at=NOW)
        operations.take_up_challenge(cast.quay.challenge, by=cast.bob)
        assert list(Challenge.objects.open().filter(person=cast.bob.person_id)) == [cast.quay.challenge]


@pytest.mark.django_db(transaction=True)
def test_taken_up_and_begun_anew_at_once_only_one_is_open(cast: Cast) -> None:
    end(cast, resolved=False)

    at_once(
        (cast.bob, lambda: operations.take_up_challenge(cast.quay.challenge, by=cast.bob)),
        (
            cast.bob,
            lambda: operations.write_challenge(
                cast.quay.learning_set, headline="Anew?", story="", by=cast.bob, at=NOW, challenge=None
            ),
        ),
    )
    with entering(cast.bob):
        assert Challenge.objects.open().filter(person=cast.bob.person_id).count() == 1
