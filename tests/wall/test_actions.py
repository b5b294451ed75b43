"""Actions in SQL, without our queries: nobody speaks, decides or narrows in somebody else's place."""

import pytest

from actions.models import (
    Action,
    ActionChange,
    ActionChangeWords,
    ActionOutcomeWords,
    ActionPlan,
    ActionWords,
    ChangeKind,
    Encouragement,
    EncouragementWords,
    Progress,
    ProgressState,
    ProgressWords,
)
from organisations.models import Membership
from sets.models import Circle
from sets.models.words import WordsModel
from tests.cast import NOW, Cast, entering, join_set
from tests.wall.tables import attempt, change, count, fetch, name, refused

pytestmark = pytest.mark.django_db

OF_ITS_OWNER = [ActionWords, ActionOutcomeWords, ActionChangeWords, ProgressWords]


def of_bob(cast: Cast) -> str:
    return f"author_id = {cast.bob.person_id}"


def test_a_member_words_no_action_of_somebody_else_anew(cast: Cast) -> None:
    with entering(cast.alice):
        assert count(ActionWords, of_bob(cast)) == 1
        assert change(f"UPDATE actions_actionwords SET what = '' WHERE {of_bob(cast)}") == 0
        assert change(f"UPDATE actions_action SET due_on = NULL WHERE person_id = {cast.bob.person_id}") == 0
        assert change(f"DELETE FROM actions_action WHERE person_id = {cast.bob.person_id}") == 0
        let_go = f"UPDATE actions_action SET let_go_at = decided_at WHERE person_id = {cast.bob.person_id}"
        assert change(let_go) == 0


def test_nobody_decides_or_reports_for_somebody_else(cast: Cast) -> None:
    place = {"organisation": cast.harbour, "learning_set": cast.quay.learning_set}
    with entering(cast.alice):
        for person in (cast.bob, cast.greta):
            own = {**place, "person_id": person.person_id}
            refused(
                lambda own=own: ActionPlan.objects.create(
                    **own, session=cast.quay.coming, outcome="none", written_at=NOW
                )
            )  # type: ignore[misc]
            refused(lambda own=own: Action.objects.create(**own, plan=cast.quay.plan, position=2, decided_at=NOW))  # type: ignore[misc]
            refused(
                lambda own=own: Progress.objects.create(  # type: ignore[misc]
                    **own, action=cast.quay.action, state=ProgressState.DONE, reported_at=NOW
                )
            )
            refused(
                lambda own=own: ActionChange.objects.create(  # type: ignore[misc]
                    **own, action=cast.quay.action, kind=ChangeKind.TAKEN_UP, changed_at=NOW
                )
            )


def test_nobody_speaks_where_somebody_elses_words_are_still_to_come(cast: Cast) -> None:
    """Words hang one to one on their fact: whoever came first would have taken its owner's place."""
    with entering(cast.bob):
        place = {"organisation": cast.harbour, "learning_set": cast.quay.learning_set}
        own = {**place, "person_id": cast.bob.person_id}
        action = Action.objects.create(**own, plan=cast.quay.plan, position=2, decided_at=NOW)
        silent: dict[type[WordsModel], dict[str, object]] = {
            ActionWords: {"action": action},
            ActionOutcomeWords: {"action": action},
            ActionChangeWords: {
                "change": ActionChange.objects.create(**own, action=action, kind=ChangeKind.REWORDED, changed_at=NOW)
            },
            ProgressWords: {
                "progress": Progress.objects.create(**own, action=action, state=ProgressState.STUCK, reported_at=NOW)
            },
        }
    with entering(cast.alice):
        for model, fact in silent.items():
            mine = {**place, "author_id": cast.alice.person_id, **fact}
            with attempt() as errors:
                model._default_manager.create(**mine)
            assert "row-level security" in str(errors), model
    with entering(cast.bob):
        for model, fact in silent.items():
            model._default_manager.create(**place, author_id=cast.bob.person_id, **fact)


@pytest.mark.parametrize("model", OF_ITS_OWNER, ids=name)
def test_an_action_for_me_alone_is_read_by_nobody_else(cast: Cast, model: type[WordsModel]) -> None:
    with entering(cast.alice):
        assert count(model, of_bob(cast)) == 1
    with entering(cast.bob):
        assert change(f"UPDATE \"{name(model)}\" SET circle = 'author' WHERE {of_bob(cast)}") == 1
        assert count(model, of_bob(cast)) == 1
    for who in ("alice", "greta", "dora", "olga", "erin", "frank", "charlie", "nora"):
        with entering(getattr(cast, who)):
            assert count(model, of_bob(cast)) == 0, who


@pytest.mark.parametrize("circle", Circle.values)
@pytest.mark.parametrize("model", OF_ITS_OWNER, ids=name)
def test_nobody_moves_somebody_elses_words_to_another_circle(cast: Cast, model: type[WordsModel], circle: str) -> None:
    with entering(cast.alice):
        assert change(f'UPDATE "{name(model)}" SET circle = %s WHERE {of_bob(cast)}', [circle]) == 0
        mine = f"circle = %s, addressee_id = {cast.alice.person_id}"
        with attempt():
            assert change(f'UPDATE "{name(model)}" SET {mine} WHERE {of_bob(cast)}', [circle]) == 0
    with entering(cast.bob):
        assert fetch(f'SELECT circle FROM "{name(model)}" WHERE {of_bob(cast)}') == [("set",)]


def _third(cast: Cast) -> Membership:
    return join_set("kim", cast.quay.learning_set, of=cast.alice)


@pytest.mark.parametrize("circle", Circle.values)
def test_an_answer_is_narrowed_by_whose_action_it_is_and_widened_by_its_author_alone(cast: Cast, circle: str) -> None:
    """Alice answered Bob. Kim reads along, and moves nothing; Bob keeps it to the two of them, and never opens it again."""
    kim = _third(cast)
    to = "UPDATE actions_encouragementwords SET circle = %s"
    with entering(kim):
        assert count(EncouragementWords) == 1
        assert change(to, [circle]) == 0
    with entering(cast.bob):
        with attempt() as errors:
            assert change(to, [circle]) == 1
        assert bool(errors) is (circle != Circle.PRESENTER)
        assert change(to, [Circle.PRESENTER]) == 1
        with attempt() as errors:
            change(to, [circle])
        assert bool(errors) is (circle != Circle.PRESENTER)
    with entering(kim):
        assert count(EncouragementWords) == 0
        assert count(Encouragement) == 1
    with entering(cast.alice):
        assert change(to, [circle]) == 1


def test_nobody_answers_in_somebody_elses_name(cast: Cast) -> None:
    kim = _third(cast)
    with entering(cast.bob):
        progress = Progress.objects.create(
            organisation=cast.harbour,
            learning_set=cast.quay.learning_set,
            action=cast.quay.action,
            person_id=cast.bob.person_id,
            state=ProgressState.STUCK,
            reported_at=NOW,
        )
    with entering(kim):
        refused(
            lambda: Encouragement.objects.create(
                organisation=cast.harbour,
                learning_set=cast.quay.learning_set,
                action=cast.quay.action,
                progress=progress,
                person_id=cast.alice.person_id,
                kind="question",
                said_at=NOW,
            )
        )
