"""What waits to be asked of one person in one organisation, at one moment; in that person's scope."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from actions.asking import MOST_ABOUT_ONE, OpenAction, Question, SetNow, plan_question, question_about
from actions.models import Action, ActionPlan, PlanOutcome, Quiet
from actions.queries.plans import presented_without_plan
from alsweb.lib.composed import Composed, composed
from alsweb.lib.tenancy.scope import Scope
from notifications.models import Notice
from notifications.queries import spoken_of
from sessions.models import Bid, Session
from sets.models import ReminderRule, SetMembership
from sets.reminder_rules import settings_of

NUDGE = "progress_nudge"


@dataclass(frozen=True)
class Waiting:
    """An open action, or a plan that is to be written, and why its owner is asked now."""

    question: Question
    subject: str
    """`action:4`, or `plan:12` by the number of its session."""
    action: Action | None = None
    of: int = 0
    """How many actions there are in its plan."""

    @property
    def reason(self) -> str:
        return f"{self.question.rule or 'again'}:{self.subject}"


def what_waits(notice: Notice, *, at: datetime) -> list[Waiting]:
    """What this nudge would ask about now; soonest due first. Seven statements, whatever there is."""
    return _waiting(at, *(statement(*given) for statement, given in _asked(notice, at)))


def what_each_waits_for(notices: list[Notice], *, at: datetime) -> list[list[Waiting]]:
    """The same of many nudges outside of any scope, each asked in the scope of whoever it acts for."""
    scopes = [Scope(person=each.acting_id, organisation=each.organisation_id) for each in notices]
    found = []
    for same in zip(*(_asked(notice, at) for notice in notices), strict=True):
        (statement, _given), *_others = same
        found.append(
            statement.in_each([(scope, given) for scope, (_statement, given) in zip(scopes, same, strict=True)])
        )
    return [_waiting(at, *its) for its in zip(*found, strict=True)]


def _asked(notice: Notice, at: datetime) -> list[tuple[Composed[..., Any], tuple[Any, ...]]]:
    """The statements that decide, in the order in which `_waiting` takes their rows, and what is given to them."""
    whose = notice.organisation_id, notice.person_id
    return [
        (_zones, whose),
        (_rules, whose),
        (_meetings, (*whose, at)),
        (_open_actions, whose),
        (_put_off, whose),
        (_without_plan, whose),
        (spoken_of, (NUDGE, notice.person_id, notice.pk or 0)),
    ]


def _waiting(
    at: datetime,
    zones: list[tuple[int, str]],
    rules: list[ReminderRule],
    meetings: list[tuple[int, datetime | None, datetime | None]],
    actions: list[Any],
    put_off: list[tuple[int, int, datetime]],
    without_plan: list[tuple[int, int, datetime]],
    spoken: list[list[str]],
) -> list[Waiting]:
    """What is of a set that they are in now, has a question, and was not asked too often."""
    sets = _sets_now(zones, rules, meetings)
    told = Counter(subject for about in spoken for subject in about)
    found = [
        Waiting(question, f"action:{each.pk}", each, each.of)
        for each in actions
        if each.learning_set_id in sets
        if (question := question_about(as_open_action(each), sets[each.learning_set_id], at=at))
    ]
    found += [
        Waiting(question, f"plan:{session}")
        for session, number, moment in [*put_off, *without_plan]
        if number in sets
        if (question := plan_question(moment, sets[number], at=at))
    ]
    return [each for each in found if told[each.subject] < MOST_ABOUT_ONE and not told[each.reason]]


def _sets_now(
    zones: list[tuple[int, str]],
    rules: list[ReminderRule],
    meetings: list[tuple[int, datetime | None, datetime | None]],
) -> dict[int, SetNow]:
    """The open sets that somebody is in, with their clocks, rules and meetings."""
    rules_of: dict[int, list[ReminderRule]] = {number: [] for number, _zone in zones}
    for rule in rules:
        rules_of[rule.learning_set_id].append(rule)
    met = {number: (last, upcoming) for number, last, upcoming in meetings}
    return {
        number: SetNow(zone, settings_of(rules_of[number]), *met.get(number, (None, None))) for number, zone in zones
    }


def _seats(organisation: int, person: int) -> QuerySet[SetMembership]:
    return SetMembership.objects.current().filter(
        organisation=organisation, person=person, learning_set__closed_at=None
    )


@composed
def _zones(organisation: int, person: int) -> QuerySet[SetMembership, Any]:
    return _seats(organisation, person).values_list("learning_set", "learning_set__time_zone")


@composed
def _rules(organisation: int, person: int) -> QuerySet[ReminderRule]:
    sets = _seats(organisation, person).values("learning_set")
    return ReminderRule.objects.filter(organisation=organisation, learning_set__in=sets)


@composed
def _meetings(organisation: int, person: int, at: datetime) -> QuerySet[Session, Any]:
    """Of each set the last one that began and the next."""
    sets = _seats(organisation, person).values("learning_set")
    return (
        Session.objects.filter(organisation=organisation, learning_set__in=sets, cancelled_at=None)
        .values("learning_set")
        .annotate(last=Max("starts_at", filter=Q(starts_at__lte=at)), next=Min("starts_at", filter=Q(starts_at__gt=at)))
        .values_list("learning_set", "last", "next")
    )


@composed
def _open_actions(organisation: int, person: int) -> QuerySet[Any]:
    """But those about which they want to be asked no more."""
    quiet = Quiet.objects.filter(organisation=OuterRef("organisation"), action=OuterRef("pk"), person=person)
    siblings = Action.objects.filter(organisation=OuterRef("organisation"), plan=OuterRef("plan")).order_by()
    return (
        Action.objects.open()
        .filter(organisation=organisation, person=person)
        .exclude(pk__in=Quiet.objects.filter(organisation=organisation, person=person, until=None).values("action"))
        .select_related("plan__session")
        .annotate(
            of=Subquery(siblings.values("plan").annotate(n=Count("pk")).values("n")),
            ask_again_on=Subquery(quiet.values("until")[:1]),
            put_off_at=Subquery(quiet.values("made_at")[:1]),
        )
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )


@composed
def _put_off(organisation: int, person: int) -> QuerySet[ActionPlan, Any]:
    plans = ActionPlan.objects.filter(organisation=organisation, person=person, outcome=PlanOutcome.LATER)
    return plans.values_list("session", "learning_set", "written_at")


@composed
def _without_plan(organisation: int, person: int) -> QuerySet[Bid, Any]:
    return presented_without_plan(organisation, person).values_list("session", "learning_set", "presented_at")


def as_open_action(action: Any) -> OpenAction:
    """An action with `ask_again_on` and `put_off_at`, without its words."""
    return OpenAction(
        action.decided_at,
        action.due_on,
        action.last_news_at,
        action.half_way_at,
        action.ask_again_on,
        action.put_off_at,
    )
