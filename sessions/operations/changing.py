"""Moving sessions, and cancelling them."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F

from alsweb.lib.time import instant
from organisations.audit import record
from organisations.models import Membership
from sessions.models import Attendance, Session, SessionMove
from sessions.operations.planning import in_future, write_joining
from sessions.operations.telling import tell_circle


@transaction.atomic
def move_session(
    session: Session,
    *,
    day: date,
    at_time: time,
    minutes: int,
    place: str,
    address: str | None = None,
    access_notes: str | None = None,
    video_link: str | None = None,
    reason: str,
    by: Membership,
    at: datetime,
) -> bool:
    """Move it; the first of two movers wins. Answers lapse, because they were about another time.

    Address, notes and link stay as they are where none is given. A move to where it stands changes nothing and tells
    nobody; nor does another link, which people reach through us.

    Raise as plan_session does.
    """
    starts_at = in_future(instant(day, at_time, session.time_zone), at)
    moved_from = session.starts_at
    address = session.address if address is None else address
    access_notes = session.access_notes if access_notes is None else access_notes
    if (starts_at, minutes, place, address, access_notes) == (
        moved_from,
        session.minutes,
        session.place,
        session.address,
        session.access_notes,
    ):
        if video_link is not None:
            write_joining(session, video_link=video_link, by=by)
        return True
    moved = (
        Session.objects.planned()
        .filter(pk=session.pk, sequence=session.sequence)
        .update(
            local_date=day,
            local_time=at_time,
            minutes=minutes,
            place=place,
            address=address,
            access_notes=access_notes,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            sequence=F("sequence") + 1,
        )
    )
    if moved != 1:
        return False
    session.refresh_from_db(
        fields=[
            "local_date",
            "local_time",
            "minutes",
            "place",
            "address",
            "access_notes",
            "starts_at",
            "ends_at",
            "sequence",
        ]
    )
    if video_link is not None:
        write_joining(session, video_link=video_link, by=by)
    if starts_at != moved_from:
        SessionMove.objects.create(
            organisation_id=session.organisation_id,
            learning_set_id=session.learning_set_id,
            session=session,
            moved_from=moved_from,
            reason=reason,
            moved_at=at,
        )
        Attendance.objects.filter(session=session).update(answer="", answered_at=None)
    record(
        "session.moved",
        session,
        by=by,
        at=at,
        learning_set=session.learning_set_id,
        number=session.number,
        reason=reason,
    )
    tell_circle(session, kind="session_moved", by=by, at=at)
    return True


@transaction.atomic
def cancel_session(session: Session, *, reason: str, by: Membership, at: datetime) -> bool:
    """Cancel it once; the number stays used and the cancellation is counted."""
    cancelled = (
        Session.objects.planned()
        .filter(pk=session.pk)
        .update(cancelled_at=at, cancel_reason=reason, sequence=F("sequence") + 1)
    )
    if cancelled != 1:
        return False
    session.refresh_from_db(fields=["cancelled_at", "cancel_reason", "sequence"])
    record(
        "session.cancelled",
        session,
        by=by,
        at=at,
        learning_set=session.learning_set_id,
        number=session.number,
        reason=reason,
    )
    tell_circle(session, kind="session_cancelled", by=by, at=at)
    return True
