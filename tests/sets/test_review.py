"""Half-way each member scores the rules; what one said is theirs alone, and averages begin at three."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from organisations.models import Membership, User
from sets import operations, queries
from sets.models import Facilitation, GroundRules, LearningSet, RuleScore
from sets.models.words import HEADS
from sets.queries.review import LineScores
from tests.cast import NOW, Cast, entering, join_set, marker

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
REVIEW = "/o/harbour/sets/quay/ground-rules/review/"


@pytest.fixture(autouse=True)
def nobody_has_scored(cast: Cast, seeding: Callable) -> None:
    with seeding():
        RuleScore.objects.all().delete()


def score(cast: Cast, by: Membership, **scores: int) -> None:
    with entering(by):
        operations.agree(cast.quay.rules, by=by, at=NOW)
        lines = {int(name.removeprefix("line_")): each for name, each in scores.items()}
        operations.score_rules(cast.quay.rules, lines, by=by, at=NOW)


def three(cast: Cast) -> None:
    """Alice, Bob and Kim have scored."""
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    for who, first, second in ((cast.alice, 3, 1), (cast.bob, 3, 1), (kim, 2, 2)):
        score(cast, who, line_0=first, line_1=second)


def test_a_member_scores_each_line_and_may_change_their_mind(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    page = bob.get(REVIEW).content.decode()
    for number, head in enumerate(HEADS):
        assert f'name="line_{number}"' in page
        assert marker("groundruleswords", head, "alice") in page
    assert page.count("it holds") == len(HEADS)
    bob.post(REVIEW, {"version": "1", "line_0": "2", "line_3": "1"})
    response = bob.post(REVIEW, {"version": "1", "line_0": "3"}, follow=True)
    assert "Saved. Nobody sees your scores" in response.content.decode()
    assert _chosen(response) == {"line_0": "3", "line_3": "1"}
    with entering(cast.bob):
        assert queries.own_scores(cast.quay.rules, reader=cast.bob.person_id) == {0: 3, 3: 1}


@pytest.mark.parametrize(
    "typed", [{}, {"line_0": ""}, {"line_0": "4"}, {"line_0": "0"}, {"line_0": "x"}, {"line_9": "1"}]
)
def test_what_is_no_score_is_refused_with_a_sentence(cast: Cast, signed_in: SignedIn, typed: dict[str, str]) -> None:
    response = signed_in(cast.bob.person).post(REVIEW, {"version": "1", **typed})
    assert response.status_code == 422
    assert "needs another look" in response.content.decode()
    with entering(cast.bob):
        assert not RuleScore.objects.exists()


def test_scores_for_rules_that_changed_meanwhile_move_to_the_lines_that_stayed(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    stays = {head: marker("groundruleswords", head, "alice") for head in HEADS}
    with entering(cast.bob):
        operations.write_ground_rules(
            cast.quay.learning_set, {**stays, "confidentiality": ""}, based_on=1, by=cast.bob, at=NOW
        )
    response = bob.post(REVIEW, {"version": "1", "line_0": "1", "line_1": "2", "line_4": "3"})
    assert response.status_code == 409
    assert _chosen(response) == {"line_0": "2", "line_3": "3"}
    with entering(cast.bob):
        assert not RuleScore.objects.exists()


def test_averages_come_lowest_first_with_how_many_from_three_on(cast: Cast, signed_in: SignedIn) -> None:
    three(cast)
    score(cast, cast.bob, line_2=1)
    with entering(cast.alice):
        assert queries.rule_averages(cast.quay.rules) == [
            LineScores(1, Decimal("1.3"), 3),
            LineScores(0, Decimal("2.7"), 3),
            LineScores(2, None, 1),
        ]
    page = unescape(signed_in(cast.alice.person).get(REVIEW).content.decode()).partition('id="averages"')[2]
    assert page.index("1.3 of 3, from three") < page.index("2.7 of 3, from three")
    assert marker("groundruleswords", "safety", "alice") not in page


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([], "Nobody has scored yet."),
        (["bob"], "One has scored; averages show from three on."),
        (["bob", "alice"], "Two have scored; averages show from three on."),
    ],
)
def test_below_three_it_says_how_many_and_no_average(
    cast: Cast, signed_in: SignedIn, people: list[str], said: str
) -> None:
    for who in people:
        score(cast, getattr(cast, who), line_0=1)
    page = signed_in(cast.alice.person).get(REVIEW).content.decode().partition('id="averages"')[2]
    assert said in page
    assert "of 3" not in page
    with entering(cast.alice):
        assert [each.average for each in queries.rule_averages(cast.quay.rules)] == [None] * bool(people)


def test_whoever_does_not_run_the_set_sees_no_average(cast: Cast, signed_in: SignedIn) -> None:
    three(cast)
    assert 'id="averages"' not in signed_in(cast.bob.person).get(REVIEW).content.decode()
    for who in (cast.bob, cast.greta, cast.dora, cast.olga, cast.erin, cast.frank, cast.charlie):
        with entering(who):
            assert queries.rule_averages(cast.quay.rules) == []


def test_where_the_set_runs_itself_each_member_sees_them(cast: Cast, signed_in: SignedIn) -> None:
    three(cast)
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.NONE)
    assert "2.7 of 3, from three" in signed_in(cast.bob.person).get(REVIEW).content.decode()


def test_what_one_said_is_read_by_nobody_else(cast: Cast) -> None:
    three(cast)
    for who in (cast.alice, cast.greta, cast.dora, cast.olga, cast.erin, cast.charlie):
        with entering(who):
            assert {each.person_id for each in RuleScore.objects.all()} <= {who.person_id}
            assert not queries.own_scores(cast.quay.rules, reader=cast.bob.person_id)


def test_nobody_scores_in_the_name_of_another_or_from_outside(cast: Cast) -> None:
    for who, by in ((cast.alice, cast.bob), (cast.greta, cast.greta), (cast.erin, cast.erin)):
        with entering(who), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            operations.score_rules(cast.quay.rules, {0: 1}, by=by, at=NOW)


def test_one_person_counts_once_however_often_they_score(cast: Cast) -> None:
    for each in (1, 2, 3, 1):
        score(cast, cast.bob, line_0=each)
    with entering(cast.alice):
        assert queries.rule_averages(cast.quay.rules) == [LineScores(0, None, 1)]


def test_scores_are_those_of_one_version(cast: Cast, signed_in: SignedIn) -> None:
    three(cast)
    with entering(cast.alice):
        newer = operations.write_ground_rules(
            cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=cast.alice, at=NOW
        )
        assert GroundRules.objects.count() == 2
        assert queries.rule_averages(newer) == []
    assert "Nobody has scored yet." in signed_in(cast.alice.person).get(REVIEW).content.decode()


def test_a_closed_set_is_scored_no_more(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    assert signed_in(cast.bob.person).post(REVIEW, {"version": "1", "line_0": "1"}).status_code == 403


def _chosen(response: object) -> dict[str, str]:
    """The pills that are pressed."""
    page = response.content.decode()  # type: ignore[attr-defined]
    pressed = [each for each in re.findall(r"<input[^>]*>", page) if "checked" in each]
    return {re.findall(r'name="(line_\d+)"', each)[0]: re.findall(r'value="(\d)"', each)[0] for each in pressed}
