"""What somebody is asked about their actions: facts alone, and not one word of what was promised."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from actions.models import UNDO_WITHIN, Action, ActionState, ActionWords, Progress, ProgressState, ProgressWay, Quiet
from organisations.models import Membership
from sets.models import SetMembership


@dataclass(frozen=True)
class Said:
    """An answer that can still be taken back."""

    pk: int
    state: str
    at: datetime
    way: str

    @property
    def is_from_mail(self) -> bool:
        return self.way == ProgressWay.MAIL

    @property
    def standing(self) -> str:
        return str(ProgressState(self.state).label).lower()


@dataclass(frozen=True)
class Asked:
    """One action that is open, or was until a moment ago."""

    action: Action
    of: int
    """How many there are in its plan."""
    said: Said | None
    circle: str
    """Who reads a line about it, as `Circle`; empty where its words were removed."""
    is_quiet: bool
    quiet_until: date | None
    """The day on which it is asked about again; none for good."""

    @property
    def is_open(self) -> bool:
        return self.action.state is ActionState.OPEN


def asked_about(membership: Membership, *, at: datetime, today: date, pk: int | None = None) -> list[Asked]:
    """My open actions in this organisation and what I said of any within a day, in one statement, soonest due first."""
    person, own = membership.person_id, {"organisation": OuterRef("organisation"), "person": membership.person_id}
    current = SetMembership.objects.current().filter(person=person, learning_set__words_erased_at=None)
    siblings = Action.objects.filter(organisation=OuterRef("organisation"), plan=OuterRef("plan")).order_by()
    newest = Progress.objects.filter(**own, action=OuterRef("pk"), undone_at=None, reported_at__gt=at - UNDO_WITHIN)
    newest = newest.order_by("-reported_at", "-pk")
    quiet = Quiet.objects.filter(Q(until=None) | Q(until__gt=today), **own, action=OuterRef("pk"))
    words = ActionWords.objects.filter(action=OuterRef("pk"), author=person)
    found: Any = (
        Action.objects.filter(
            organisation=membership.organisation_id, person=person, learning_set__in=current.values("learning_set")
        )
        .filter(*([Q(pk=pk)] if pk is not None else []))
        .select_related("plan__session")
        .annotate(
            of=Subquery(siblings.values("plan").annotate(n=Count("pk")).values("n")),
            said_pk=Subquery(newest.values("pk")[:1]),
            said_state=Subquery(newest.values("state")[:1]),
            said_at=Subquery(newest.values("reported_at")[:1]),
            said_way=Subquery(newest.values("way")[:1]),
            circle=Subquery(words.values("circle")[:1]),
            is_quiet=Exists(quiet),
            quiet_until=Subquery(quiet.values("until")[:1]),
        )
        .filter(Q(done_at=None, let_go_at=None) | Q(said_pk__isnull=False, let_go_at=None) | Q(pk=pk or 0))
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return [
        Asked(
            each,
            each.of,
            Said(each.said_pk, each.said_state, each.said_at, each.said_way) if each.said_pk else None,
            each.circle or "",
            each.is_quiet,
            each.quiet_until,
        )
        for each in found
    ]
