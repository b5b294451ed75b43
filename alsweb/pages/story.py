"""What happened to a challenge, turn by turn, as far as this reader may read it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from actions.models import ActionOutcomeWords, ActionPlan, ActionWords, PlanOutcome, PlanWords, ProgressWords
from actions.queries import Decided, plans_of_challenge
from alsweb.lib.sealed_rows import words_of
from sessions.models import ChallengeEndWords, ChallengeWords, HelpfulQuestionWords
from sets.models.words import WordsModel
from sets.policies import Seat, may_read


@dataclass(frozen=True)
class Told:
    """An action with what may be read of it."""

    decided: Decided
    words: Any
    news: Any
    outcome: Any


@dataclass
class Turn:
    """Once round: a session at which it was presented, and what came of that."""

    session: int
    number: int
    day: date
    plan: ActionPlan | None = None
    decided: list[Decided] = field(default_factory=list)
    asked: list[int] = field(default_factory=list)
    because: Any = None
    questions: list[Any] = field(default_factory=list)
    actions: list[Told] = field(default_factory=list)

    @property
    def unread(self) -> int:
        """Actions whose words are not for this reader, or that their author has removed."""
        return len(self.decided) - len(self.actions)

    @property
    def is_later(self) -> bool:
        return self.plan is None or self.plan.outcome == PlanOutcome.LATER

    @property
    def is_without_action(self) -> bool:
        return self.plan is not None and self.plan.outcome == PlanOutcome.NONE


@dataclass(frozen=True)
class Ahead:
    """A session to come that has it on its agenda."""

    number: int
    day: date


@dataclass(frozen=True)
class Story:
    turns: list[Turn]
    ahead: list[Ahead]
    words: Any
    became: Any

    @property
    def stage(self) -> str:
        """Where in the learning cycle it stands: plan until there are actions, act until somebody hears of them,
        observe until the last is done or let go, and reflect from then on.
        """
        if not self.turns or self.turns[-1].is_later:
            return "plan"
        latest = self.turns[-1].decided
        if all(each.action.done_at or each.action.let_go_at for each in latest):
            return "reflect"
        return "observe" if any(each.news for each in latest) else "act"


def story_of(seat: Seat, challenge: Any, *, at: datetime) -> Story:
    """Its turns and its words: two statements and the set's keys, however many turns there were."""
    turns = turns_of(challenge)
    ahead = [
        Ahead(bid["number"], date.fromisoformat(bid["day"]))
        for bid in challenge.bids
        if bid["presented"] is None and datetime.fromisoformat(bid["over"]) > at
    ]
    decided = [each for turn in turns for each in turn.decided]
    actions = [each.action.pk for each in decided]
    found = words_of(
        {
            ChallengeWords: [challenge.pk],
            ChallengeEndWords: [challenge.pk] if challenge.ended_at else [],
            HelpfulQuestionWords: [pk for turn in turns for pk in turn.asked],
            PlanWords: [turn.plan.pk for turn in turns if turn.plan],
            ActionWords: actions,
            ActionOutcomeWords: actions,
            ProgressWords: [each.news for each in decided if each.news],
        }
    )

    def said(model: type[WordsModel], pk: int | None) -> Any:
        words: Any = found.get((model, pk or 0))
        return words if words is not None and may_read(seat, words) else None

    for turn in turns:
        turn.because = said(PlanWords, turn.plan.pk if turn.plan else None)
        turn.questions = [words for pk in turn.asked if (words := said(HelpfulQuestionWords, pk))]
        turn.actions = [
            Told(each, words, said(ProgressWords, each.news), said(ActionOutcomeWords, each.action.pk))
            for each in turn.decided
            if (words := said(ActionWords, each.action.pk))
        ]
    return Story(turns, ahead, said(ChallengeWords, challenge.pk), said(ChallengeEndWords, challenge.pk))


def turns_of(challenge: Any) -> list[Turn]:
    """The sessions at which it was presented, in order; a set that keeps no agenda is known by its plans."""
    turns: dict[int, Turn] = {}

    def at(session: int, number: int, day: date) -> Turn:
        return turns.setdefault(session, Turn(session, number, day))

    for bid in challenge.bids:
        if bid["presented"]:
            at(bid["session"], bid["number"], date.fromisoformat(bid["day"]))
    for plan, decided in plans_of_challenge(challenge):
        turn = at(plan.session_id, plan.session.number, plan.session.local_date)
        turn.plan, turn.decided = plan, decided
    for question in challenge.questions:
        turn = at(question["session"], question["number"], date.fromisoformat(question["day"]))
        turn.asked.append(question["pk"])
    return sorted(turns.values(), key=lambda turn: turn.number)
