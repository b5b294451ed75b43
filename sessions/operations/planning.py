"""Putting sessions into everybody's diary."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max

from alsweb.lib.time import instant
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sessions import queries
from sessions.models import JoiningWords, Session
from sessions.operations.telling import tell_circle
from sets.models import LearningSet
from sets.operations import hold


@transaction.atomic
def plan_session(
    learning_set: LearningSet,
    *,
    day: date,
    at_time: time,
    minutes: int,
    place: str,
    address: str = "",
    access_notes: str = "",
    video_link: str,
    by: Membership,
    at: datetime,
) -> Session:
    """Put the next session into everybody's diary. A form that was sent twice plans one session: the first.

    Raise NoSuchTime or TimeHappensTwice for a wall time without one instant, Refused for the past.
    """
    hold(learning_set.pk)  # two planners count one after the other
    starts_at = in_future(instant(day, at_time, learning_set.time_zone), at)
    if first := Session.objects.planned().filter(learning_set=learning_set, starts_at=starts_at).first():
        return first
    session = Session.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        number=newest_number(learning_set) + 1,
        local_date=day,
        local_time=at_time,
        time_zone=learning_set.time_zone,
        minutes=minutes,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place=place,
        address=address,
        access_notes=access_notes,
        planned_at=at,
    )
    write_joining(session, video_link=video_link, by=by)
    record(
        "session.planned",
        session,
        by=by,
        at=at,
        learning_set=learning_set.pk,
        number=session.number,
        starts_at=starts_at.isoformat(),
    )
    tell_circle(session, kind=queries.PLANNED, by=by, at=at)
    return session


def newest_number(learning_set: LearningSet) -> int:
    """Of its sessions, also of cancelled ones; 0 before the first."""
    newest: int | None = Session.objects.filter(learning_set=learning_set).aggregate(newest=Max("number"))["newest"]
    return newest or 0


def in_future(starts_at: datetime, at: datetime) -> datetime:
    """The same instant. Raise Refused where it has passed."""
    if starts_at <= at:
        raise Refused("This time has passed. Choose a date that is still to come.")
    return starts_at


def write_joining(session: Session, *, video_link: str, by: Membership) -> None:
    words = queries.joining_words(session)
    if words:
        words.video_link = video_link
        words.save(update_fields=["video_link"])
    elif video_link:
        JoiningWords.objects.create(
            organisation_id=session.organisation_id,
            session=session,
            learning_set_id=session.learning_set_id,
            author_id=by.person_id,
            video_link=video_link,
        )
