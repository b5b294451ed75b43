"""Who of a set will be asked about what in the days to come, as its rules and dates stand."""

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from actions.asking import OpenAction, Question, SetNow
from actions.fortnight import asked_until
from actions.models import Action, ActionPlan, PlanOutcome
from sessions.models import Bid
from sets.models import LearningSet, Rule
from sets.reminder_rules import Setting


@dataclass(frozen=True)
class ToBeAsked:
    at: datetime
    person: int
    about: tuple[tuple[Action | None, Question], ...]
    """Nothing where it is a plan that is to be written."""


def asked_in(
    learning_set: LearningSet,
    *,
    people: Collection[int],
    starts: Iterable[datetime],
    rules: Mapping[Rule, Setting],
    since: datetime,
    until: datetime,
) -> list[ToBeAsked]:
    """Three statements, whoever there is. What somebody chose for themselves is theirs, and not looked at."""
    place = {"organisation": learning_set.organisation_id, "learning_set": learning_set.pk, "person__in": people}
    actions: dict[int, Action] = {
        each.pk: each for each in Action.objects.open().filter(**place).select_related("plan__session").order_by("pk")
    }
    plans = ActionPlan.objects.filter(**place)
    written = {(each.session_id, each.person_id): each for each in plans}
    unwritten = [
        (each.session_id, each.person_id, each.presented_at)
        for each in Bid.objects.filter(**place, presented_at__isnull=False)
        if each.presented_at and (each.session_id, each.person_id) not in written
    ]
    unwritten += [
        (each.session_id, each.person_id, each.written_at)
        for each in written.values()
        if each.outcome == PlanOutcome.LATER
    ]
    starts = sorted(starts)

    def set_at(at: datetime) -> SetNow:
        return SetNow(
            learning_set.time_zone,
            rules,
            max((each for each in starts if each <= at), default=None),
            min((each for each in starts if each > at), default=None),
        )

    found = []
    for person in people:
        own: dict[Hashable, OpenAction] = {
            pk: OpenAction(each.decided_at, each.due_on, each.last_news_at, each.half_way_at)
            for pk, each in actions.items()
            if each.person_id == person
        }
        waits: dict[Hashable, datetime] = {
            ("plan", session): moment for session, other, moment in unwritten if other == person
        }
        for mail in asked_until(until, since=since, actions=own, plans=waits, set_at=set_at):
            about = tuple(
                (actions.get(subject) if isinstance(subject, int) else None, why) for subject, why in mail.about
            )
            found.append(ToBeAsked(mail.at, person, about))
    return sorted(found, key=lambda each: (each.at, each.person))
