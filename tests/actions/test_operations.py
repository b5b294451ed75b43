from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from actions import operations
from actions.models import Action, ActionPlan, ActionWords, PlanOutcome, Progress, ProgressState
from actions.operations import NewAction
from actions.queries import own_promises
from organisations.operations import Refused
from sets import operations as sets
from sets.models import SetMembership
from tests.cast import NOW, Cast, entering
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db


def report(cast: Cast, state: str, *, after: timedelta = timedelta(), line: str = "") -> Progress:
    return operations.report_progress(cast.quay.action, state=state, line=line, by=cast.bob, at=NOW + after)


def write(cast: Cast, outcome: str, *texts: str) -> ActionPlan:
    return operations.write_plan(
        cast.quay.coming,
        outcome=outcome,
        new_actions=[NewAction(what=text) for text in texts],
        by=cast.bob,
        at=NOW,
    )


def test_a_plan_has_one_to_three_actions(cast: Cast) -> None:
    with entering(cast.bob):
        for texts in ([], ["a", "b", "c", "d"]):
            with pytest.raises(Refused):
                write(cast, PlanOutcome.ACTIONS, *texts)
        assert not ActionPlan.objects.filter(session=cast.quay.coming).exists()


def test_a_plan_written_later_is_written_once(cast: Cast) -> None:
    with entering(cast.bob):
        write(cast, PlanOutcome.LATER)
        plan = write(cast, PlanOutcome.ACTIONS, "call her")
        with pytest.raises(Refused):
            write(cast, PlanOutcome.ACTIONS, "call him")
        assert [words.what for words in ActionWords.objects.filter(action__plan=plan)] == ["call her"]


def test_who_left_while_they_reported_is_told_so(cast: Cast) -> None:
    with entering(cast.bob):
        sets.leave_set(SetMembership.objects.current().get(person=cast.bob.person_id), by=cast.bob, at=NOW)
        with pytest.raises(operations.AlreadyClosed, match="left this set meanwhile"):
            report(cast, ProgressState.STUCK)


def test_done_closes_an_action_and_undoing_opens_it_again(cast: Cast) -> None:
    with entering(cast.bob):
        done = report(cast, ProgressState.DONE)
        assert Action.objects.get(pk=cast.quay.action.pk).done_at == NOW
        assert operations.undo_progress(done, at=NOW + timedelta(hours=1))
        assert not operations.undo_progress(done, at=NOW + timedelta(hours=2))
        action = Action.objects.get(pk=cast.quay.action.pk)
        assert (action.done_at, action.last_news_at) == (None, cast.quay.progress.reported_at)


def test_an_answer_is_not_taken_back_after_a_day(cast: Cast) -> None:
    with entering(cast.bob):
        done = report(cast, ProgressState.DONE)
        assert not operations.undo_progress(done, at=NOW + operations.UNDO_WITHIN)
        assert Action.objects.get(pk=cast.quay.action.pk).done_at == NOW


def test_the_same_answer_within_a_minute_is_one(cast: Cast) -> None:
    with entering(cast.bob):
        first = report(cast, ProgressState.ON_TRACK)
        assert report(cast, ProgressState.ON_TRACK, after=timedelta(seconds=59)) == first
        assert report(cast, ProgressState.STUCK, after=timedelta(seconds=59)) != first


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_reported_twice_at_once_is_one_report(cast: Cast) -> None:
    found = at_once(*[(cast.bob, lambda: report(cast, ProgressState.DONE, line="I did it"))] * 4)
    assert len({each.pk for each in found}) == 1
    with entering(cast.bob):
        assert Progress.objects.filter(action=cast.quay.action, reported_at=NOW).count() == 1


@pytest.mark.django_db(transaction=True)
def test_taken_back_twice_at_once_is_taken_back_once(cast: Cast) -> None:
    with entering(cast.bob):
        done = report(cast, ProgressState.DONE)
    found = at_once(*[(cast.bob, lambda: operations.undo_progress(done, at=NOW))] * 3)
    assert sorted(found) == [False, False, True]


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_plan_written_twice_at_once_is_one_plan(cast: Cast, together: Callable[..., Any]) -> None:
    found = together(
        (cast.bob, lambda: write(cast, PlanOutcome.ACTIONS, "from the phone")),
        (cast.bob, lambda: write(cast, PlanOutcome.ACTIONS, "from the desk")),
    )
    assert len([each for each in found if isinstance(each, ActionPlan)]) == 1
    assert len([each for each in found if isinstance(each, Refused)]) == 1
    with entering(cast.bob):
        assert Action.objects.filter(plan__session=cast.quay.coming).count() == 1


def test_what_is_open_comes_before_what_is_done(cast: Cast) -> None:
    """However much was done before: a list that ends somewhere must not end before what is open."""
    with entering(cast.bob):
        report(cast, ProgressState.DONE)
        write(cast, PlanOutcome.ACTIONS, "one", "two")
        assert [each.is_open for each in own_promises(cast.bob)] == [True, True, False]
