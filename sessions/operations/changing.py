"""Moving sessions, cancelling them, and bringing them back."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from alsweb.lib.time import instant
from organisations.audit import record
from organisations.models import Membership
from sessions import queries
from sessions.models import Attendance, CancelWords, MoveWords, Session, SessionMove
from sessions.operations.planning import in_future, write_joining
from sessions.operations.telling import SETTLES, tell_circle
from sets.models import Circle
from sets.operations import held

_MOVES = ("local_date", "local_time", "minutes", "place", "address", "access_notes", "starts_at", "ends_at", "sequence")
_SETTLED = ("settled_as", "settled_at", "settled_without")


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
    note: str = "",
    by: Membership,
    at: datetime,
) -> bool:
    """Move it; the first of two movers wins. Answers lapse, because they were about another time.

    Address, notes and link stay as they are where none is given. A move to where it stands changes nothing and tells
    nobody; nor does another link, which people reach through us. Another place alone, or an earlier end, is told and
    asks nobody again. Back within the minute, before anybody is told, answers are as they were.

    Raise as plan_session does.
    """
    starts_at = in_future(instant(day, at_time, session.time_zone), at)
    address = session.address if address is None else address
    access_notes = session.access_notes if access_notes is None else access_notes
    was = (session.starts_at, session.minutes, session.place, session.address, session.access_notes)
    if (starts_at, minutes, place, address, access_notes) == was:
        if video_link is not None:
            write_joining(session, video_link=video_link, by=by)
        return True
    if held(session.learning_set_id) is None:
        return False
    before = _before(session, by=by, at=at)
    stood_there = _is_back(session, before)
    values: dict[str, Any] = {
        "local_date": day,
        "local_time": at_time,
        "minutes": minutes,
        "place": place,
        "address": address,
        "access_notes": access_notes,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=minutes),
        "sequence": F("sequence") + 1,
    }
    asks_again = starts_at != session.starts_at or minutes > session.minutes
    if asks_again:
        values |= {"settled_as": "", "settled_at": None, "settled_without": None}
    if Session.objects.planned().filter(pk=session.pk, sequence=session.sequence).update(**values) != 1:
        return False
    moved_from = session.starts_at
    session.refresh_from_db(fields=[*_MOVES, *_SETTLED])
    if video_link is not None:
        write_joining(session, video_link=video_link, by=by)
    if starts_at != moved_from:
        _note_move(session, moved_from=moved_from, reason=reason, note=note, by=by, at=at)
    before.setdefault("answers", _answers(session))
    if asks_again or (_is_back(session, before) and not stood_there):
        _let_answers_lapse(session, before)
    record(
        "session.moved",
        session,
        by=by,
        at=at,
        learning_set=session.learning_set_id,
        number=session.number,
        reason=reason,
    )
    kind = queries.MOVED if asks_again else queries.PLACE_CHANGED
    tell_circle(session, kind=kind, by=by, at=at, before=before)
    return True


def undo_move(session: Session, *, by: Membership, at: datetime) -> bool:
    """Take back one's own move within the minute: as if it had not been, and nobody is told. False where it is too late.

    Raise as plan_session does: where it stood may have passed meanwhile.
    """
    change = queries.own_change(session, person=by.person_id, now=at)
    before = change.detail["before"] if change else {}
    if not before:
        return False
    last = SessionMove.objects.filter(session=session).order_by("-pk").first()
    return move_session(
        session,
        day=date.fromisoformat(before["day"]),
        at_time=time.fromisoformat(before["at_time"]),
        minutes=before["minutes"],
        place=before["place"],
        address=before["address"],
        access_notes=before["access_notes"],
        reason=last.reason if last else "",
        by=by,
        at=at,
    )


def _before(session: Session, *, by: Membership, at: datetime) -> dict[str, Any]:
    """How it stood when the set last heard of it, as far as this mover knows."""
    change = queries.own_change(session, person=by.person_id, now=at)
    if change and change.detail["before"]:
        return dict(change.detail["before"])
    return {
        "day": session.local_date.isoformat(),
        "at_time": session.local_time.isoformat(),
        "minutes": session.minutes,
        "place": session.place,
        "address": session.address,
        "access_notes": session.access_notes,
    }


def _is_back(session: Session, before: dict[str, Any]) -> bool:
    stands = (session.local_date.isoformat(), session.local_time.isoformat(), session.minutes)
    return stands == (before["day"], before["at_time"], before["minutes"])


def _answers(session: Session) -> dict[str, list[str]]:
    answered = Attendance.objects.filter(session=session).exclude(answer="")
    return {str(each.person_id): [each.answer, each.answered_at.isoformat()] for each in answered if each.answered_at}


def _let_answers_lapse(session: Session, before: dict[str, Any]) -> None:
    """Notes beside them stay with their authors, and are shown no more, because they were about another time."""
    answers = before["answers"] if _is_back(session, before) else {}
    rows = Attendance.objects.filter(session=session)
    rows.exclude(person__in=[int(person) for person in answers]).update(answer="", answered_at=None)
    for person, (answer, answered_at) in answers.items():
        rows.filter(person=int(person)).update(answer=answer, answered_at=answered_at)


def _note_move(
    session: Session, *, moved_from: datetime, reason: str, note: str, by: Membership, at: datetime
) -> SessionMove:
    """A move that takes back another within the minute has the same moment: the two count for none."""
    taken_back = SessionMove.objects.that_stand().filter(
        session=session, moved_from=session.starts_at, moved_at__gt=at - SETTLES
    )
    move = SessionMove.objects.create(
        organisation_id=session.organisation_id,
        learning_set_id=session.learning_set_id,
        session=session,
        moved_from=moved_from,
        reason=reason,
        moved_at=taken_back.order_by("-pk").values_list("moved_at", flat=True).first() or at,
    )
    if note:
        MoveWords.objects.create(
            organisation_id=session.organisation_id,
            learning_set_id=session.learning_set_id,
            move=move,
            author_id=by.person_id,
            circle=Circle.SET,
            note=note,
        )
    return move


@transaction.atomic
def cancel_session(session: Session, *, reason: str, note: str = "", by: Membership, at: datetime) -> bool:
    """Cancel it once; the number stays used and the cancellation is counted."""
    if held(session.learning_set_id) is None:
        return False
    cancelled = (
        Session.objects.planned()
        .filter(pk=session.pk)
        .update(cancelled_at=at, cancel_reason=reason, sequence=F("sequence") + 1)
    )
    if cancelled != 1:
        return False
    session.refresh_from_db(fields=["cancelled_at", "cancel_reason", "sequence"])
    _say_why_cancelled(session, note, by=by)
    record(
        "session.cancelled",
        session,
        by=by,
        at=at,
        learning_set=session.learning_set_id,
        number=session.number,
        reason=reason,
    )
    tell_circle(session, kind=queries.CANCELLED, by=by, at=at)
    return True


def _say_why_cancelled(session: Session, note: str, *, by: Membership) -> None:
    """Beside what somebody else said of an earlier cancellation nothing is written: it is not theirs to change."""
    if not note:
        return
    if words := CancelWords.objects.filter(session=session, author=by.person_id).first():
        words.note = note
        words.save(update_fields=["note"])
    elif not CancelWords.objects.filter(session=session).exists():
        CancelWords.objects.create(
            organisation_id=session.organisation_id,
            learning_set_id=session.learning_set_id,
            session=session,
            author_id=by.person_id,
            circle=Circle.SET,
            note=note,
        )


@transaction.atomic
def restore_session(session: Session, *, by: Membership, at: datetime) -> bool:
    """Bring back a cancelled session that is still ahead; the first wins.

    Within the minute nobody has been told, and answers stand. Later they lapse: people have planned without it.
    """
    if held(session.learning_set_id) is None:
        return False
    restored = Session.objects.filter(pk=session.pk, sequence=session.sequence, starts_at__gt=at).exclude(
        cancelled_at=None
    )
    was_told = session.cancelled_at is not None and session.cancelled_at + SETTLES <= at
    if restored.update(cancelled_at=None, cancel_reason="", sequence=F("sequence") + 1) != 1:
        return False
    session.refresh_from_db(fields=["cancelled_at", "cancel_reason", "sequence"])
    CancelWords.objects.filter(session=session, author=by.person_id).delete()
    if was_told:
        Attendance.objects.filter(session=session).update(answer="", answered_at=None)
    record("session.restored", session, by=by, at=at, learning_set=session.learning_set_id, number=session.number)
    tell_circle(session, kind=queries.RESTORED, by=by, at=at)
    return True
