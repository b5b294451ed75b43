"""Planning several sessions in one go, and moving together those that are still to come."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction

from alsweb.lib.time import instant
from organisations.audit import record
from organisations.models import Membership
from sessions import queries
from sessions.models import JoiningWords, Series, Session
from sessions.operations.changing import move_session
from sessions.operations.planning import in_future, newest_number
from sessions.operations.telling import tell_circle, tell_series
from sets.models import LearningSet
from sets.operations import hold


@transaction.atomic
def plan_series(
    learning_set: LearningSet,
    *,
    days: Collection[date],
    at_time: time,
    minutes: int,
    place: str,
    address: str,
    access_notes: str,
    video_link: str,
    cadence: str,
    by: Membership,
    at: datetime,
) -> list[Session]:
    """Put these dates into everybody's diary, all or none. A form that was sent twice plans them once: the first.

    Raise NoSuchTime or TimeHappensTwice for a wall time without one instant, Refused for the past.
    """
    return plan_dates(
        learning_set,
        [(day, at_time) for day in days],
        minutes=minutes,
        place=place,
        address=address,
        access_notes=access_notes,
        video_link=video_link,
        cadence=cadence,
        by=by,
        at=at,
    )


@transaction.atomic
def plan_dates(
    learning_set: LearningSet,
    dates: Collection[tuple[date, time]],
    *,
    minutes: int,
    place: str,
    address: str,
    access_notes: str,
    video_link: str,
    cadence: str,
    by: Membership,
    at: datetime,
) -> list[Session]:
    """The same for dates that each have a time of their own, on the set's wall; one session for each, in their order."""
    hold(learning_set.pk)  # two planners count one after the other
    starts = {wall: in_future(instant(*wall, learning_set.time_zone), at) for wall in sorted(dates)}
    standing = Session.objects.planned().filter(learning_set=learning_set, starts_at__in=starts.values())
    found = {each.starts_at: each for each in standing.order_by("-pk")}
    missing = {wall: starts_at for wall, starts_at in starts.items() if starts_at not in found}
    if missing:
        series = Series.objects.create(
            organisation_id=learning_set.organisation_id,
            learning_set=learning_set,
            cadence=cadence,
            planned_by=by,
            planned_at=at,
        )
        number = newest_number(learning_set)
        planned = Session.objects.bulk_create(
            Session(
                organisation_id=learning_set.organisation_id,
                learning_set=learning_set,
                series=series,
                number=number + place_in_series,
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
            for place_in_series, ((day, at_time), starts_at) in enumerate(missing.items(), start=1)
        )
        _write_joining(planned, video_link=video_link, by=by)
        record("series.planned", series, by=by, at=at, learning_set=learning_set.pk, number=len(planned))
        tell_circle(*planned, kind=queries.PLANNED, by=by, at=at)
        tell_series(series, by=by, at=at)
        found |= {each.starts_at: each for each in planned}
    return [found[starts_at] for starts_at in starts.values()]


def _write_joining(planned: Collection[Session], *, video_link: str, by: Membership) -> None:
    if video_link:
        JoiningWords.objects.bulk_create(
            JoiningWords(
                organisation_id=each.organisation_id,
                session=each,
                learning_set_id=each.learning_set_id,
                author_id=by.person_id,
                video_link=video_link,
            )
            for each in planned
        )


class _ChangedMeanwhile(Exception):
    """One of them is no longer as its mover saw it."""


def move_together(
    sessions: Sequence[Session],
    *,
    days: int,
    at_time: time,
    minutes: int,
    place: str,
    address: str,
    access_notes: str,
    video_link: str,
    reason: str,
    note: str = "",
    by: Membership,
    at: datetime,
) -> bool:
    """Move these by so many days and to this time and place: all of them or, where one was changed meanwhile, none.

    Each carries the `sequence` that its mover saw. Raise as `move_session` does; then none has moved either.
    """
    try:
        with transaction.atomic():
            for session in sessions:
                moved = move_session(
                    session,
                    day=session.local_date + timedelta(days=days),
                    at_time=at_time,
                    minutes=minutes,
                    place=place,
                    address=address,
                    access_notes=access_notes,
                    video_link=video_link,
                    reason=reason,
                    note=note,
                    by=by,
                    at=at,
                )
                if not moved:
                    raise _ChangedMeanwhile
    except _ChangedMeanwhile:
        return False
    return True
