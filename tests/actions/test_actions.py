"""What becomes of an action: changed, kept to fewer, done, let go and taken up again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model

from actions import operations
from actions.models import (
    Action,
    ActionChange,
    ActionChangeWords,
    ActionOutcomeWords,
    ActionState,
    ActionWords,
    ChangeKind,
    EncouragementWords,
    LettingGo,
    Progress,
    ProgressState,
    ProgressWords,
)
from actions.operations import ChangedMeanwhile, ClosedMeanwhile
from actions.queries import action_for, own_promises
from actions.texts import OUTCOME, WORDING, read_as, texts_of
from sets.models import Circle
from tests.cast import NOW, Cast, entering, marker
from tests.races import at_once

pytestmark = pytest.mark.django_db


def worded(cast: Cast) -> tuple[dict[str, str], date | None, str]:
    """The wording as Bob reads it, and the mark of it."""
    told = action_for(cast.bob, cast.quay.action.pk)
    texts = texts_of(told.words, WORDING)
    return texts, told.action.due_on, read_as(texts, told.action.due_on)


def said(cast: Cast) -> str:
    return read_as(texts_of(action_for(cast.bob, cast.quay.action.pk).outcome, OUTCOME))


def change(cast: Cast, texts: dict[str, str], based_on: str, **more: Any) -> bool:
    due_on = more.get("due_on", NOW.date())
    return operations.change_action(cast.quay.action, texts, due_on=due_on, based_on=based_on, by=cast.bob, at=NOW)


def drop(cast: Cast, **more: Any) -> bool:
    given = {"because": LettingGo.LEARNED, "outcome": {"learned": "To ask first."}, "based_on": said(cast), **more}
    return operations.let_go(cast.quay.action, **given, by=cast.bob, at=NOW)


def stands(cast: Cast) -> Action:
    return Action.objects.get(pk=cast.quay.action.pk)


def test_how_it_was_worded_stays_in_its_history_for_those_who_read_it(cast: Cast) -> None:
    with entering(cast.bob):
        texts, due_on, based_on = worded(cast)
        assert change(cast, {**texts, "what": "Ask two of them"}, based_on, due_on=NOW.date() + timedelta(days=9))
        newest = ActionChange.objects.latest("pk")
        assert (newest.kind, newest.due_was) == (ChangeKind.REWORDED, due_on)
        assert ActionChangeWords.objects.get(change=newest).what == texts["what"]
    with entering(cast.alice):
        assert ActionWords.objects.get(action=cast.quay.action).what == "Ask two of them"
        assert ActionChangeWords.objects.get(change=newest).what == texts["what"]


def test_nothing_changed_is_no_history_also_where_it_is_sent_twice(cast: Cast) -> None:
    with entering(cast.bob):
        texts, _due_on, based_on = worded(cast)
        before = ActionChange.objects.count()
        assert not change(cast, texts, based_on)
        assert change(cast, {**texts, "what": "Another"}, based_on)
        assert not change(cast, {**texts, "what": "Another"}, based_on)
        assert ActionChange.objects.count() == before + 1


def test_what_was_changed_elsewhere_is_not_written_over(cast: Cast) -> None:
    with entering(cast.bob):
        texts, _due_on, based_on = worded(cast)
        assert change(cast, {**texts, "what": "From the phone"}, based_on)
        with pytest.raises(ChangedMeanwhile) as meanwhile:
            change(cast, {**texts, "what": "From the desk"}, based_on)
        assert meanwhile.value.now["what"] == "From the phone"
        assert ActionWords.objects.get(action=cast.quay.action).what == "From the phone"


@pytest.mark.parametrize("circle", [Circle.AUTHOR, Circle.FACILITATOR, Circle.SET])
def test_everything_that_its_owner_said_follows_the_circle_of_an_action(cast: Cast, circle: str) -> None:
    """What Alice answered follows as far as it narrows: she and Bob read it, and it never widens again."""
    others = [Circle.AUTHOR, Circle.SET] if circle == Circle.SET else []
    with entering(cast.bob):
        for each in (*others, circle):
            operations.set_readers(cast.quay.action, each, by=cast.bob)
        action = {"action": cast.quay.action}
        own: list[tuple[type[Model], dict[str, Any]]] = [
            (ActionWords, action),
            (ActionOutcomeWords, action),
            (ActionChangeWords, {"change__action": cast.quay.action}),
            (ProgressWords, {"progress__action": cast.quay.action}),
        ]
        for model, where in own:
            assert set(model._default_manager.filter(**where).values_list("circle", flat=True)) == {circle}, model
        answer = EncouragementWords.objects.get(encouragement__action=cast.quay.action)
        assert answer.circle == Circle.PRESENTER
    with entering(cast.alice):
        reads = circle != Circle.AUTHOR
        for model, where in own:
            assert model._default_manager.filter(**where).exists() is reads, model
        assert EncouragementWords.objects.get(pk=answer.pk).line == marker("encouragementwords", "line", "alice")
        told = action_for(cast.alice, cast.quay.action.pk)
        assert bool(told.words) is bool(told.outcome) is reads
        assert told.action.due_on == NOW.date()


def test_done_says_what_happened_and_is_news(cast: Cast) -> None:
    with entering(cast.bob):
        outcome = {"happened": "They all came.", "learned": "", "difference": ""}
        progress = operations.close_action(cast.quay.action, outcome, based_on=said(cast), by=cast.bob, at=NOW)
        assert progress is not None
        assert progress.state == ProgressState.DONE
        assert stands(cast).done_at == NOW
        assert action_for(cast.bob, cast.quay.action.pk).outcome.happened == "They all came."  # type: ignore[union-attr]
        again = operations.close_action(cast.quay.action, outcome, based_on="old", by=cast.bob, at=NOW)
        assert again is None
        assert Progress.objects.filter(action=cast.quay.action, state=ProgressState.DONE).count() == 1


def test_let_go_is_closed_with_its_reason_and_what_was_learned(cast: Cast) -> None:
    with entering(cast.bob):
        assert drop(cast)
        assert not drop(cast, based_on="old")
        action = stands(cast)
        assert (action.state, action.let_go_because) == (ActionState.LET_GO, LettingGo.LEARNED)
        (promise,) = own_promises(cast.bob)
        assert (promise.is_open, promise.mark) == (False, "none")
        assert ActionChange.objects.filter(action=action, kind=ChangeKind.LET_GO).count() == 1


def test_who_closes_it_first_wins_and_loses_no_word_of_the_other(cast: Cast) -> None:
    with entering(cast.bob):
        assert drop(cast)
        with pytest.raises(ClosedMeanwhile):
            operations.close_action(cast.quay.action, {"happened": "Done!"}, based_on=said(cast), by=cast.bob, at=NOW)
        with pytest.raises(ClosedMeanwhile):
            change(cast, dict.fromkeys(WORDING, "x"), worded(cast)[2])
        assert stands(cast).state is ActionState.LET_GO
        assert not Progress.objects.filter(action=cast.quay.action, state=ProgressState.DONE).exists()


def test_what_happened_is_not_written_over_where_it_was_said_elsewhere(cast: Cast) -> None:
    with entering(cast.bob):
        read = said(cast)
        operations.say_outcome(cast.quay.action, {"learned": "Phone"}, based_on=read, by=cast.bob)
        with pytest.raises(ChangedMeanwhile):
            operations.say_outcome(cast.quay.action, {"learned": "Desk"}, based_on=read, by=cast.bob)


def test_taken_up_again_it_is_open_and_says_so(cast: Cast) -> None:
    with entering(cast.bob):
        operations.report_progress(cast.quay.action, state=ProgressState.DONE, line="", by=cast.bob, at=NOW)
        assert operations.take_up(cast.quay.action, by=cast.bob, at=NOW)
        assert not operations.take_up(cast.quay.action, by=cast.bob, at=NOW)
        assert stands(cast).state is ActionState.OPEN
        (promise,) = own_promises(cast.bob)
        assert (promise.mark, promise.standing) == ("open", "Taken up again")


@pytest.mark.django_db(transaction=True)
def test_done_and_let_go_at_once_is_one_of_them(cast: Cast) -> None:
    with entering(cast.bob):
        read = said(cast)
    found = at_once(
        (cast.bob, lambda: operations.close_action(cast.quay.action, {}, based_on=read, by=cast.bob, at=NOW)),
        (cast.bob, lambda: drop(cast)),
    )
    assert len([each for each in found if isinstance(each, ClosedMeanwhile)]) == 1
    with entering(cast.bob):
        action = stands(cast)
        assert (action.done_at is None) != (action.let_go_at is None)
