"""What waits to be asked of one person in one organisation, at one moment; in that person's scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from actions.asking import MOST_ABOUT_ONE, OpenAction, Question, SetNow, plan_question, question_about
from actions.models import Action, ActionPlan, PlanOutcome, Quiet
from actions.queries.plans import presented_without_plan
from alsweb.lib.composed import composed
from notifications.models import Notice
from notifications.queries import times_nudged
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
    organisation, person = notice.organisation_id, notice.person_id
    assert organisation is not None
    assert person is not None
    sets = sets_now(organisation, person, at=at)
    told = times_nudged(NUDGE, person=person, besides=notice.pk)
    found = [*_actions(organisation, person, sets, at=at), *_plans(organisation, person, sets, at=at)]
    return [each for each in found if told[each.subject] < MOST_ABOUT_ONE and not told[each.reason]]


def sets_now(organisation: int, person: int, *, at: datetime) -> dict[int, SetNow]:
    """The open sets that somebody is in, with their clocks, rules and meetings."""
    zones = dict(_zones(organisation, person))
    rules: dict[int, list[ReminderRule]] = {number: [] for number in zones}
    for rule in _rules(organisation, person):
        rules[rule.learning_set_id].append(rule)
    meetings = {number: (last, upcoming) for number, last, upcoming in _meetings(organisation, person, at)}
    return {
        number: SetNow(zone, settings_of(rules[number]), *meetings.get(number, (None, None)))
        for number, zone in zones.items()
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


def _actions(organisation: int, person: int, sets: dict[int, SetNow], *, at: datetime) -> list[Waiting]:
    return [
        Waiting(question, f"action:{each.pk}", each, each.of)
        for each in _open_actions(organisation, person)
        if each.learning_set_id in sets
        if (question := question_about(as_open_action(each), sets[each.learning_set_id], at=at))
    ]


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


def _plans(organisation: int, person: int, sets: dict[int, SetNow], *, at: datetime) -> list[Waiting]:
    return [
        Waiting(question, f"plan:{session}")
        for session, number, moment in [*_put_off(organisation, person), *_without_plan(organisation, person)]
        if number in sets
        if (question := plan_question(moment, sets[number], at=at))
    ]


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
