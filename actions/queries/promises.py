"""What people said they would do, and how it goes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils.translation import gettext as _

from actions.models import (
    Action,
    ActionState,
    ActionWords,
    Encouragement,
    Progress,
    ProgressState,
    ProgressWay,
    ProgressWords,
)
from actions.queries.circles import is_read_by
from organisations.models import Membership
from sets.models import LearningSet, SetMembership

# PostgreSQL puts what has no date last; here that is what is still open, and comes first.
_OPEN_FIRST = (F("action__done_at").asc(nulls_first=True), F("action__let_go_at").asc(nulls_first=True))


@dataclass(frozen=True)
class Promise:
    """An action as its owner and their set see it: the fact, its words, its latest news."""

    action: Action
    words: ActionWords
    state: str
    line: str
    news: int | None
    """The number of its latest news."""
    news_at: datetime | None
    answers: int
    """How many of the set answered its latest news."""
    way: str
    """How its latest news came, as `ProgressWay`."""

    @property
    def mark(self) -> str:
        """`done`, `stuck`, `open`, or `none` where it was let go, as the dot beside it shows."""
        if not self.is_open:
            return "done" if self.action.done_at else "none"
        return "stuck" if self.state == ProgressState.STUCK else "open"

    @property
    def is_open(self) -> bool:
        return self.action.state is ActionState.OPEN

    @property
    def is_from_mail(self) -> bool:
        return self.way == ProgressWay.MAIL

    @property
    def standing(self) -> str:
        if self.is_open and self.state == ProgressState.DONE:
            return _("Taken up again")
        return str(ProgressState(self.state).label) if self.state else ""


@dataclass(frozen=True)
class Counts:
    """How many actions stand how; `overdue` of those that are open are past their day."""

    open: int
    overdue: int
    done: int
    let_go: int

    @property
    def all(self) -> int:
        return self.open + self.done + self.let_go


def own_promises(membership: Membership, *, upto: int = 50, pk: int | None = None) -> list[Promise]:
    """What I said I would do in this organisation: open first, the soonest due first; or `pk` alone."""
    words = own_words(membership) if pk is None else own_words(membership).filter(action=pk)
    return promised(words[:upto])


def own_words(membership: Membership) -> QuerySet[ActionWords]:
    """My actions by their words, in the order in which I read them: open first, the soonest due first."""
    return ActionWords.objects.filter(
        organisation=membership.organisation,
        author=membership.person_id,
        action__person=membership.person_id,
        learning_set__in=_current_sets(membership),
    ).order_by(*_OPEN_FIRST, "action__due_on", "pk")


def own_counts(membership: Membership, *, today: date) -> Counts:
    done, let_go = Q(action__done_at__isnull=False), Q(action__let_go_at__isnull=False)
    found = own_words(membership).aggregate(
        open=Count("pk", filter=~(done | let_go)),
        overdue=Count("pk", filter=~(done | let_go) & Q(action__due_on__lt=today)),
        done=Count("pk", filter=done),
        let_go=Count("pk", filter=let_go),
    )
    return Counts(**found)


def _current_sets(membership: Membership) -> QuerySet[SetMembership, Any]:
    """Sets that one is in now and that take progress: what was left or closed is for one's own record."""
    own = SetMembership.objects.current().filter(person=membership.person_id, learning_set__words_erased_at=None)
    return own.values("learning_set")


def words_of_set(learning_set: LearningSet, *, reader: int) -> QuerySet[ActionWords]:
    """What people of this set said they would do and this reader may read, open first, the soonest due first."""
    return ActionWords.objects.filter(
        is_read_by(reader),
        organisation=learning_set.organisation_id,
        learning_set=learning_set,
        author=F("action__person"),
    ).order_by(*_OPEN_FIRST, "action__due_on", "pk")


@dataclass(frozen=True)
class OfSet:
    """How many actions there are in a set: what its reader may read, and what others keep to fewer."""

    counts: Counts
    """Over all of them: that an action exists and how it stands, the set knows."""
    readable: int
    private: dict[int, int]
    """By person, those of which this reader reads no word."""


def counts_of_set(learning_set: LearningSet, *, reader: int, today: date) -> OfSet:
    """In one statement."""
    words = ActionWords.objects.filter(is_read_by(reader), action=OuterRef("pk"), author=OuterRef("person"))
    done, let_go = Q(done_at__isnull=False), Q(let_go_at__isnull=False)
    people = list(
        Action.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(is_read=Exists(words))
        .values("person")
        .annotate(
            open=Count("pk", filter=~(done | let_go)),
            overdue=Count("pk", filter=~(done | let_go) & Q(due_on__lt=today)),
            done=Count("pk", filter=done),
            let_go=Count("pk", filter=let_go),
            readable=Count("pk", filter=Q(is_read=True)),
            private=Count("pk", filter=Q(is_read=False)),
        )
        .order_by("person")
    )
    total = {name: sum(each[name] for each in people) for name in ("open", "overdue", "done", "let_go")}
    return OfSet(
        Counts(**total),
        readable=sum(each["readable"] for each in people),
        private={each["person"]: each["private"] for each in people if each["private"]},
    )


def promised(words: QuerySet[ActionWords]) -> list[Promise]:
    """Two queries, however many: facts come along with their words, then the latest lines."""
    newest = _newest(OuterRef("action"))
    answers = Encouragement.objects.filter(
        organisation=OuterRef("organisation"), progress=Subquery(_newest(OuterRef(OuterRef("action"))).values("pk")[:1])
    ).order_by()
    found = list(
        words.select_related("action").annotate(
            newest=Subquery(newest.values("pk")[:1]),
            newest_state=Subquery(newest.values("state")[:1]),
            newest_at=Subquery(newest.values("reported_at")[:1]),
            newest_way=Subquery(newest.values("way")[:1]),
            answers=Subquery(answers.values("progress").annotate(n=Count("pk")).values("n")),
        )
    )
    lines = {
        each.progress_id: each.line
        for each in ProgressWords.objects.filter(progress__in=[each.newest for each in found if each.newest])
    }
    return [
        Promise(
            each.action,
            each,
            each.newest_state or "",
            lines.get(each.newest, ""),
            each.newest,
            each.newest_at,
            each.answers or 0,
            each.newest_way or "",
        )
        for each in found
    ]


def _newest(action: OuterRef) -> QuerySet[Progress]:
    return Progress.objects.filter(action=action, undone_at=None).order_by("-reported_at", "-pk")


def own_action_for(membership: Membership, pk: int) -> Action:
    found = Action.objects.filter(
        organisation=membership.organisation_id,
        person=membership.person_id,
        learning_set__in=_current_sets(membership),
        pk=pk,
    ).first()
    if found is None:
        raise Http404
    return found


def silent_since(learning_set: LearningSet, before: datetime) -> dict[int, tuple[int, datetime]]:
    """Of each of its people how many open actions have had no news since `before`, and since when the first; no word."""
    rows: Any = (
        Action.objects.open()
        .filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .annotate(heard_at=Coalesce("last_news_at", "decided_at"))
        .filter(heard_at__lte=before)
        .values("person")
        .annotate(actions=Count("pk"), since=Min("heard_at"))
    )
    return {row["person"]: (row["actions"], row["since"]) for row in rows}
