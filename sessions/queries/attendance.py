"""Who is in the set when it meets, what they said and whether they came."""

from django.db.models import OuterRef, Subquery
from django_stubs_ext import WithAnnotations

from sessions.models import Attendance, Session
from sets.models import LearningSet, SetMembership


def circle_at(session: Session) -> list[WithAnnotations[SetMembership]]:
    """Everybody who was in the set when it met, or is when it will; with what they said and whether they came."""
    own = Attendance.objects.filter(session=session, person=OuterRef("person"))
    seats = (
        SetMembership.objects.filter(organisation=session.organisation_id, learning_set=session.learning_set_id)
        .at(session.starts_at, session.over_at)
        .annotate(
            answer=Subquery(own.values("answer")[:1]),
            mark=Subquery(own.values("mark")[:1]),
        )
        .select_related("membership")
        .order_by("person", "started_at")
        .distinct("person")
    )
    return sorted(seats, key=lambda each: (each.role, each.membership.name, each.pk))


def circle_people(learning_set: LearningSet) -> list[int]:
    """Everybody who is told about the set's dates."""
    return list(SetMembership.objects.current().filter(learning_set=learning_set).values_list("person_id", flat=True))
