"""What waits to be asked of one person in one organisation, at one moment; in that person's scope."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, Subquery

from actions.asking import MOST_ABOUT_ONE, OpenAction, Question, SetNow, plan_question, question_about
from actions.models import Action, ActionPlan, PlanOutcome, Quiet
from actions.queries.plans import presented_without_plan
from notifications.models import Notice
from notifications.queries import times_nudged
from sessions.models import Session
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
    """What this nudge would ask about now; soonest due first. Five statements, whatever there is."""
    organisation, person = notice.organisation_id, notice.person_id
    assert organisation is not None
    assert person is not None
    sets = sets_now(organisation, person, at=at)
    told = times_nudged(NUDGE, person=person, besides=notice.pk)
    found = [*_actions(organisation, person, sets, at=at), *_plans(organisation, person, sets, at=at)]
    return [each for each in found if told[each.subject] < MOST_ABOUT_ONE and not told[each.reason]]


def sets_now(organisation: int, person: int, *, at: datetime) -> dict[int, SetNow]:
    """The open sets that somebody is in, with their clocks, rules and meetings."""
    seats = (
        SetMembership.objects.current()
        .filter(organisation=organisation, person=person, learning_set__closed_at=None)
        .values_list("learning_set", "learning_set__time_zone")
    )
    zones = dict(seats)
    rules: dict[int, list[ReminderRule]] = {number: [] for number in zones}
    for rule in ReminderRule.objects.filter(organisation=organisation, learning_set__in=zones):
        rules[rule.learning_set_id].append(rule)
    meetings: dict[int, tuple[datetime | None, datetime | None]] = {
        number: (last, upcoming)
        for number, last, upcoming in Session.objects.filter(
            organisation=organisation, learning_set__in=zones, cancelled_at=None
        )
        .values("learning_set")
        .annotate(last=Max("starts_at", filter=Q(starts_at__lte=at)), next=Min("starts_at", filter=Q(starts_at__gt=at)))
        .values_list("learning_set", "last", "next")
    }
    return {
        number: SetNow(zone, settings_of(rules[number]), *meetings.get(number, (None, None)))
        for number, zone in zones.items()
    }


def _actions(organisation: int, person: int, sets: dict[int, SetNow], *, at: datetime) -> list[Waiting]:
    quiet = Quiet.objects.filter(organisation=OuterRef("organisation"), action=OuterRef("pk"), person=person)
    siblings = Action.objects.filter(organisation=OuterRef("organisation"), plan=OuterRef("plan")).order_by()
    found: Any = (
        Action.objects.open()
        .filter(organisation=organisation, person=person, learning_set__in=sets)
        .exclude(pk__in=Quiet.objects.filter(organisation=organisation, person=person, until=None).values("action"))
        .select_related("plan__session")
        .annotate(
            of=Subquery(siblings.values("plan").annotate(n=Count("pk")).values("n")),
            ask_again_on=Subquery(quiet.values("until")[:1]),
            put_off_at=Subquery(quiet.values("made_at")[:1]),
        )
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return [
        Waiting(question, f"action:{each.pk}", each, each.of)
        for each in found
        if (question := question_about(as_open_action(each), sets[each.learning_set_id], at=at))
    ]


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


def _plans(organisation: int, person: int, sets: dict[int, SetNow], *, at: datetime) -> list[Waiting]:
    put_off = ActionPlan.objects.filter(
        organisation=organisation, person=person, outcome=PlanOutcome.LATER, learning_set__in=sets
    ).values_list("session", "learning_set", "written_at")
    presented = presented_without_plan(organisation, person).filter(learning_set__in=sets)
    since: list[Any] = [*put_off, *presented.values_list("session", "learning_set", "presented_at")]
    return [
        Waiting(question, f"plan:{session}")
        for session, number, moment in since
        if (question := plan_question(moment, sets[number], at=at))
    ]
