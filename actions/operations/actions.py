"""What becomes of an action beside its progress: changed, read by others, done, let go, taken up again.

These are set facts: `ActionChange` keeps them for the circle. Nothing of it is recorded where HR or owner read.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from actions.models import (
    Action,
    ActionChange,
    ActionChangeWords,
    ActionOutcomeWords,
    ActionWords,
    ChangeKind,
    EncouragementWords,
    Progress,
    ProgressState,
    ProgressWords,
)
from actions.operations.half_way import settle_half_ways
from actions.operations.progress import report_progress
from actions.texts import OUTCOME, WORDING, read_as, texts_of
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Circle
from sets.operations import hold


class ChangedMeanwhile(Refused):
    """It stands otherwise than its writer had read it; `now` is how. What they typed is not saved."""

    def __init__(self, now: Mapping[str, str], due_on: date | None) -> None:
        super().__init__(
            _("You changed this action meanwhile on another device. Both are below: keep what is right, then save.")
        )
        self.now, self.due_on = now, due_on


class ClosedMeanwhile(Refused):
    """It was done or let go by then."""

    def __init__(self) -> None:
        super().__init__(_("This action was closed meanwhile. What you typed is below, and is not saved yet."))


@transaction.atomic
def change_action(
    action: Action, texts: Mapping[str, str], *, due_on: date | None, based_on: str, by: Membership, at: datetime
) -> bool:
    """Word it anew; how it was worded stays in its history. Say whether anything changed.

    `based_on` is what `read_as` said of the wording that its writer had read. Raise ChangedMeanwhile where it is another
    by now, ClosedMeanwhile where the action is no longer open, Refused where its words were removed.
    """
    held = _held(action)
    words = ActionWords.objects.filter(action=held).first()
    if words is None:
        raise Refused(_("The words of this action were removed, so there is nothing to change."))
    before = texts_of(words, WORDING)
    if before == dict(texts) and held.due_on == due_on:
        return False
    if held.done_at or held.let_go_at:
        raise ClosedMeanwhile
    if read_as(before, held.due_on) != based_on:
        raise ChangedMeanwhile(before, held.due_on)
    change = _note(held, ChangeKind.REWORDED, by=by, at=at)
    ActionChangeWords.objects.create(
        organisation_id=held.organisation_id,
        learning_set_id=held.learning_set_id,
        change=change,
        author_id=by.person_id,
        circle=words.circle,
        **before,
    )
    for name, text in texts.items():
        setattr(words, name, text)
    words.save(update_fields=list(WORDING))
    held.due_on = due_on
    held.save(update_fields=["due_on"])
    return True


@transaction.atomic
def set_readers(action: Action, circle: str, *, by: Membership) -> None:
    """Who reads it from now on: the action, what became of it, how it was worded before, and each line about it.

    What others answered is narrowed along with it, to them and its owner, and never widened: they said it to fewer.
    """
    held = _held(action)
    own = {"organisation": held.organisation_id, "author": by.person_id}
    for words in (
        ActionWords.objects.filter(**own, action=held),
        ActionOutcomeWords.objects.filter(**own, action=held),
        ActionChangeWords.objects.filter(**own, change__action=held),
        ProgressWords.objects.filter(**own, progress__action=held),
    ):
        words.update(circle=circle)
    if circle != Circle.SET:
        EncouragementWords.objects.filter(
            organisation=held.organisation_id, encouragement__action=held, circle=Circle.SET
        ).update(circle=Circle.PRESENTER)


@transaction.atomic
def close_action(
    action: Action, outcome: Mapping[str, str], *, based_on: str, by: Membership, at: datetime
) -> Progress | None:
    """Done, with what happened and what was learned where one likes to say it. None where it is done and says so already.

    Raise ClosedMeanwhile or ChangedMeanwhile; nothing is saved then.
    """
    held = _held(action)
    if held.done_at and _stands(held, outcome):
        return None
    if held.done_at or held.let_go_at:
        raise ClosedMeanwhile
    progress = report_progress(held, state=ProgressState.DONE, line="", by=by, at=at)
    _say_outcome(held, outcome, based_on=based_on, by=by)
    return progress


@transaction.atomic
def let_go(
    action: Action, *, because: str, outcome: Mapping[str, str], based_on: str, by: Membership, at: datetime
) -> bool:
    """Let it go, for a reason from the list. It counts as closed. Say whether it was open until now.

    Raise ClosedMeanwhile or ChangedMeanwhile; nothing is saved then.
    """
    held = _held(action)
    if held.let_go_at and held.let_go_because == because and _stands(held, outcome):
        return False
    if held.done_at or held.let_go_at:
        raise ClosedMeanwhile
    held.let_go_at, held.let_go_because = at, because
    held.save(update_fields=["let_go_at", "let_go_because"])
    _note(held, ChangeKind.LET_GO, by=by, at=at)
    _say_outcome(held, outcome, based_on=based_on, by=by)
    return True


@transaction.atomic
def take_up(action: Action, *, by: Membership, at: datetime) -> bool:
    """Open again what was done or let go. Pressed twice, it is taken up once."""
    hold(action.learning_set_id)  # dates may move meanwhile
    held = _held(action)
    if not (held.done_at or held.let_go_at):
        return False
    held.done_at, held.let_go_at, held.let_go_because, held.last_news_at = None, None, "", at
    held.save(update_fields=["done_at", "let_go_at", "let_go_because", "last_news_at"])
    _note(held, ChangeKind.TAKEN_UP, by=by, at=at)
    settle_half_ways(held.learning_set_id)  # dates may have changed while it was closed
    return True


@transaction.atomic
def say_outcome(action: Action, outcome: Mapping[str, str], *, based_on: str, by: Membership) -> None:
    """What happened and what was learned, said later or said better. Raise ChangedMeanwhile."""
    _say_outcome(_held(action), outcome, based_on=based_on, by=by)


def _held(action: Action) -> Action:
    """The action as it stands: whoever changes it next waits and meets this."""
    return Action.objects.select_for_update(of=("self",)).get(pk=action.pk)


def _note(action: Action, kind: str, *, by: Membership, at: datetime) -> ActionChange:
    return ActionChange.objects.create(
        organisation_id=action.organisation_id,
        learning_set_id=action.learning_set_id,
        action=action,
        person_id=by.person_id,
        kind=kind,
        changed_at=at,
        due_was=action.due_on,
    )


def _outcome_of(action: Action) -> dict[str, str]:
    return texts_of(ActionOutcomeWords.objects.filter(action=action).first(), OUTCOME)


def _stands(action: Action, outcome: Mapping[str, str]) -> bool:
    """Whether all this was said already: the button was pressed twice."""
    before = _outcome_of(action)
    return {**before, **outcome} == before


def _say_outcome(action: Action, outcome: Mapping[str, str], *, based_on: str, by: Membership) -> None:
    before = _outcome_of(action)
    said = {**before, **outcome}
    if said == before:
        return
    if read_as(before) != based_on:
        raise ChangedMeanwhile(before, None)
    words = ActionWords.objects.filter(action=action).first()
    ActionOutcomeWords.objects.update_or_create(
        organisation_id=action.organisation_id,
        action=action,
        defaults=said,
        create_defaults={
            "learning_set_id": action.learning_set_id,
            "author_id": by.person_id,
            "circle": words.circle if words else Circle.AUTHOR,
            **said,
        },
    )
