"""The only door to action plans for views."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import Http404

from actions.models import Action, ActionPlan, ActionWords, PlanOutcome, Progress, ProgressState, ProgressWords
from organisations.models import Membership
from sessions.models import Bid
from sets.models import LearningSet


@dataclass(frozen=True)
class Promise:
    """An action as its owner and their set see it: the fact, its words, its latest news."""

    action: Action
    words: ActionWords | None
    progress: Progress | None
    line: str
    of: int
    """How many actions its plan has."""

    @property
    def mark(self) -> str:
        """`done`, `stuck` or `open`, as the dot beside it shows."""
        if self.action.done_at:
            return "done"
        return "stuck" if self.progress and self.progress.state == ProgressState.STUCK else "open"

    def is_overdue(self, today: date) -> bool:
        return self.mark != "done" and self.action.due_on is not None and self.action.due_on < today


def own_actions(membership: Membership) -> QuerySet[Action]:
    """My actions in this organisation: open ones first, the soonest due first."""
    return _with_plan(
        Action.objects.filter(organisation=membership.organisation, person=membership.person_id)
    ).order_by("done_at", "let_go_at", "due_on", "pk")


def actions_of_set(learning_set: LearningSet) -> QuerySet[Action]:
    return _with_plan(
        Action.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
    ).order_by("done_at", "due_on", "pk")


def _with_plan(actions: QuerySet[Action]) -> QuerySet[Action]:
    siblings = (
        Action.objects.filter(plan=OuterRef("plan")).order_by().values("plan").annotate(n=Count("pk")).values("n")
    )
    return actions.select_related("plan__session", "learning_set").annotate(of=Subquery(siblings))


def promises(actions: Iterable[Action]) -> list[Promise]:
    """These actions with their words and latest news: three queries, however many."""
    found = list(actions)
    keys = [action.pk for action in found]
    words = {each.action_id: each for each in ActionWords.objects.filter(action__in=keys)}
    newest = {
        each.action_id: each
        for each in Progress.objects.filter(action__in=keys, undone_at=None)
        .order_by("action", "-reported_at", "-pk")
        .distinct("action")
    }
    lines = {
        each.progress_id: each.line
        for each in ProgressWords.objects.filter(progress__in=[progress.pk for progress in newest.values()])
    }
    return [
        Promise(
            action,
            words.get(action.pk),
            newest.get(action.pk),
            lines.get(newest[action.pk].pk, "") if action.pk in newest else "",
            getattr(action, "of", 1),
        )
        for action in found
    ]


def own_action_for(membership: Membership, pk: int) -> Action:
    found = own_actions(membership).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def own_progress_for(membership: Membership, pk: int) -> Progress:
    found = (
        Progress.objects.filter(organisation=membership.organisation, person=membership.person_id, pk=pk)
        .select_related("action")
        .first()
    )
    if found is None:
        raise Http404
    return found


def own_plan(membership: Membership, session: int) -> ActionPlan | None:
    return ActionPlan.objects.filter(session=session, person=membership.person_id).first()


def plans_to_write(membership: Membership) -> QuerySet[Bid]:
    """Sessions at which I presented and from which nobody has heard my plan, or I said “later”."""
    written = ActionPlan.objects.filter(person=membership.person_id).exclude(outcome=PlanOutcome.LATER).values("session")
    return (
        Bid.objects.filter(
            organisation=membership.organisation, person=membership.person_id, presented_at__isnull=False
        )
        .exclude(session__in=written)
        .select_related("session", "learning_set")
        .order_by("presented_at", "pk")
    )
