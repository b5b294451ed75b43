"""Who is in the set when it meets, what they said and whether they came."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django_stubs_ext import WithAnnotations

from organisations.models import Membership
from sessions.models import Answer, Attendance, Mark, Punctuality, Session
from sets.models import Facilitation, LearningSet, SetMembership, SetRole
from sets.queries.seats import counted

WORTH_ASKING = timedelta(days=7)
"""How long somebody is asked on their home page whether a mark is wrong, and told what came of it."""


@dataclass(frozen=True)
class OwnMark:
    """That one is marked as away, or what became of “I was there”."""

    number: int
    day: date
    mark: str
    disputed: bool
    settled: bool

    @property
    def is_open(self) -> bool:
        return self.disputed and not self.settled

    @property
    def is_away(self) -> bool:
        return self.mark in Mark.away()


def circle_at(session: Session, *, with_lateness: bool = False) -> list[WithAnnotations[SetMembership]]:
    """Everybody who was in the set when it met, or is when it will; with what they said and whether they came.

    Who came late or left early is the set's own, and comes along only where it is asked for.
    """
    own = Attendance.objects.filter(session=session, person=OuterRef("person"))
    noted = Punctuality.objects.filter(session=session, person=OuterRef("person"))
    seats = (
        SetMembership.objects.filter(organisation=session.organisation_id, learning_set=session.learning_set_id)
        .at(session.starts_at, session.over_at)
        .annotate(
            answer=Subquery(own.values("answer")[:1]),
            mark=Subquery(own.values("mark")[:1]),
            disputed_at=Subquery(own.values("disputed_at")[:1]),
            settled_at=Subquery(own.values("settled_at")[:1]),
        )
        .select_related("membership")
        .order_by("person", "started_at")
        .distinct("person")
    )
    if with_lateness:
        seats = seats.annotate(
            late_at=Subquery(noted.values("late_at")[:1]),
            left_early_at=Subquery(noted.values("left_early_at")[:1]),
        )
    return sorted(seats, key=lambda each: (each.role, each.membership.name, each.pk))


def circle_people(learning_set: LearningSet) -> list[int]:
    """Everybody who is told about the set's dates."""
    return list(SetMembership.objects.current().filter(learning_set=learning_set).values_list("person_id", flat=True))


def who_runs(learning_set: LearningSet) -> list[int]:
    """Its facilitator, or all in it where it has none of its own."""
    seats = SetMembership.objects.current().filter(learning_set=learning_set)
    if learning_set.facilitation == Facilitation.STANDING:
        seats = seats.filter(role=SetRole.FACILITATOR)
    return list(seats.values_list("person_id", flat=True))


def own_mark_at(session: Session, own: Any) -> OwnMark | None:
    """What one's place of `circle_at` says, where there is something to answer or was."""
    if own is None or not own.mark or not (own.mark in Mark.away() or own.disputed_at):
        return None
    return OwnMark(session.number, session.local_date, own.mark, bool(own.disputed_at), bool(own.settled_at))


def with_marks(
    sets: QuerySet[WithAnnotations[LearningSet]], *, of: Membership | None = None
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each with how many marks were made, of everybody or of one: all, came, apologised, and disputed."""
    marks = Attendance.objects.marked().filter(learning_set=OuterRef("pk"))
    if of is not None:
        marks = marks.filter(person=of.person_id)
    return sets.annotate(
        marked=counted(marks, by="learning_set"),
        came=counted(marks.filter(mark=Mark.CAME), by="learning_set"),
        apologised=counted(marks.filter(mark=Mark.APOLOGISED), by="learning_set"),
        disputed=counted(marks.disputed(), by="learning_set"),
    )


def with_marks_to_look_at(
    sets: QuerySet[WithAnnotations[LearningSet]], membership: Membership, *, now: datetime
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each with this member's newest mark that says they were away, if they did not say so themselves; and
    with the first session of which a mark is disputed.

    In the statement that finds the sets, because home asks enough.
    """
    marks = Attendance.objects.marked().filter(learning_set=OuterRef("pk"))
    not_expected = Q(mark=Mark.ABSENT) | (Q(mark=Mark.APOLOGISED) & ~Q(answer=Answer.CANNOT))
    to_answer = Q(settled_at=None, marked_at__gt=now - WORTH_ASKING) & not_expected
    own = marks.filter(to_answer | Q(settled_at__gt=now - WORTH_ASKING), person=membership.person_id)
    newest = own.order_by("-session__starts_at").values(
        told=JSONObject(
            number="session__number",
            day="session__local_date",
            mark="mark",
            disputed="disputed_at",
            settled="settled_at",
        )
    )
    return sets.annotate(
        own_mark=Subquery(newest[:1]),
        disputed_in=Subquery(marks.disputed().order_by("session__starts_at").values("session__number")[:1]),
    )


def own_mark_of(told: Mapping[str, Any] | None) -> OwnMark | None:
    """The `own_mark` of one of `with_marks_to_look_at`."""
    if told is None:
        return None
    day = date.fromisoformat(told["day"])
    return OwnMark(told["number"], day, told["mark"], bool(told["disputed"]), bool(told["settled"]))


def came_lately(learning_set: LearningSet) -> dict[int, list[bool]]:
    """For each person marked here whether they came, the last session first; what they dispute is left out until settled."""
    marks = (
        Attendance.objects.marked()
        .filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .exclude(disputed_at__isnull=False, settled_at=None)
        .order_by("-session__starts_at")
        .values_list("person", "mark")
    )
    came: dict[int, list[bool]] = defaultdict(list)
    for person, mark in marks:
        came[person].append(mark == Mark.CAME)
    return came
