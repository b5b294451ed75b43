"""How many of a session's members cannot come."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from sessions.models import Answer, Attendance, Session, SessionState
from sessions.risk import Turnout
from sets.models import LearningSet, SetMembership


def turnout_of(session: Session) -> Turnout:
    (found,) = with_turnout(Session.objects.filter(organisation=session.organisation_id, pk=session.pk))
    return turnout(found, session.learning_set)


def with_turnout(sessions: QuerySet[Session]) -> QuerySet[WithAnnotations[Session]]:
    """These sessions, each with how many members its set has now and how many of them cannot come."""
    seats = SetMembership.objects.current().members()
    members = seats.filter(organisation=OuterRef("organisation"), learning_set=OuterRef("learning_set"))
    cannot = Attendance.objects.filter(
        Exists(
            seats.filter(
                organisation=OuterRef("organisation"),
                learning_set=OuterRef("learning_set"),
                person=OuterRef("person"),
            )
        ),
        organisation=OuterRef("organisation"),
        session=OuterRef("pk"),
        answer=Answer.CANNOT,
    )

    def counted(rows: QuerySet[SetMembership] | QuerySet[Attendance], by: str) -> Coalesce:
        return Coalesce(Subquery(rows.order_by().values(by).annotate(n=Count("pk")).values("n")), 0)

    return sessions.annotate(members_now=counted(members, "learning_set"), members_missing=counted(cannot, "session"))


def turnout(session: Any, learning_set: LearningSet) -> Turnout:
    """Of a session that `with_turnout` has counted."""
    return Turnout(
        members=session.members_now,
        cannot=session.members_missing,
        wanted=learning_set.minimum,
        settled_without=session.settled_without,
    )


def turnout_among(session: Session, members: Iterable[Any], *, now: datetime) -> Turnout | None:
    """Of members that are at hand with their answers; None where it is not about to take place."""
    if session.state is not SessionState.PLANNED or session.ends_at <= now:
        return None
    answers = [each.answer for each in members]
    return Turnout(
        members=len(answers),
        cannot=answers.count(Answer.CANNOT),
        wanted=session.learning_set.minimum,
        settled_without=session.settled_without,
    )
