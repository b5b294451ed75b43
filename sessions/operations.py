"""Planning, moving, cancelling; coming or not; names on the agenda; challenges."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Max

from alsweb.lib.time import instant
from notifications.outbox import notify
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sessions import queries
from sessions.models import (
    Attendance,
    Bid,
    Challenge,
    ChallengeWords,
    JoiningWords,
    Mark,
    Session,
    SessionMove,
)
from sets.models import Circle, LearningSet, SetMembership


@transaction.atomic
def plan_session(
    learning_set: LearningSet,
    *,
    day: date,
    at_time: time,
    minutes: int,
    place: str,
    video_link: str,
    by: Membership,
    at: datetime,
) -> Session:
    """Put the next session into everybody's diary. A form that was sent twice plans one session: the first.

    Raise NoSuchTime or TimeHappensTwice for a wall time without one instant, Refused for the past.
    """
    LearningSet.objects.select_for_update().get(pk=learning_set.pk)  # two planners count one after the other
    starts_at = _in_future(instant(day, at_time, learning_set.time_zone), at)
    if first := Session.objects.planned().filter(learning_set=learning_set, starts_at=starts_at).first():
        return first
    newest = Session.objects.filter(learning_set=learning_set).aggregate(newest=Max("number"))["newest"] or 0
    session = Session.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        number=newest + 1,
        local_date=day,
        local_time=at_time,
        time_zone=learning_set.time_zone,
        minutes=minutes,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place=place,
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
    tell_circle(session, kind="session_planned", by=by, at=at)
    return session


def _in_future(starts_at: datetime, at: datetime) -> datetime:
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


def tell_circle(session: Session, *, kind: str, by: Membership, at: datetime) -> None:
    """Everybody in the circle hears of it once for each change, but not the one who made it."""
    for person in queries.circle_people(session.learning_set):
        if person != by.person_id:
            notify(
                kind=kind,
                subject=f"session:{session.pk}",
                occasion=str(session.sequence),
                due_at=at,
                organisation=session.organisation_id,
                person=person,
            )


@transaction.atomic
def move_session(
    session: Session,
    *,
    day: date,
    at_time: time,
    minutes: int,
    place: str,
    reason: str,
    by: Membership,
    at: datetime,
) -> bool:
    """Move it; the first of two movers wins. Answers lapse, because they were about another time.

    A move to where it stands changes nothing and tells nobody.

    Raise as plan_session does.
    """
    starts_at = _in_future(instant(day, at_time, session.time_zone), at)
    moved_from = session.starts_at
    if (starts_at, minutes, place) == (moved_from, session.minutes, session.place):
        return True
    moved = (
        Session.objects.planned()
        .filter(pk=session.pk, sequence=session.sequence)
        .update(
            local_date=day,
            local_time=at_time,
            minutes=minutes,
            place=place,
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
            "starts_at",
            "ends_at",
            "sequence",
        ]
    )
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


@transaction.atomic
def answer_session(session: Session, *, answer: str, by: Membership, at: datetime) -> None:
    """“I come” or “I cannot”; a change of mind replaces it."""
    changed = Attendance.objects.filter(session=session, person=by.person_id).update(answer=answer, answered_at=at)
    if not changed:
        Attendance.objects.bulk_create(
            [_attendance(session, by.pk, by.person_id, answer=answer, answered_at=at)],
            update_conflicts=True,
            unique_fields=["organisation", "session", "person"],
            update_fields=["answer", "answered_at"],
        )


def _attendance(session: Session, membership: int, person: int, **fields: object) -> Attendance:
    return Attendance(
        organisation_id=session.organisation_id,
        learning_set_id=session.learning_set_id,
        session=session,
        membership_id=membership,
        person_id=person,
        **fields,
    )


@transaction.atomic
def mark_attendance(session: Session, marks: Mapping[int, str], *, by: Membership, at: datetime) -> None:
    """Say who came, by person; whoever is not named keeps what stands. Corrections are audited.

    Only whoever was in the set when it met is marked, on the membership that they had then.
    """
    seats = {
        seat.person_id: seat
        for seat in SetMembership.objects.members()
        .at(session.starts_at, session.over_at)
        .filter(learning_set=session.learning_set_id, person__in=marks)
        .order_by("started_at")
    }
    before = {each.person_id: each.mark for each in Attendance.objects.filter(session=session)}
    changed = {person: mark for person, mark in marks.items() if person in seats and before.get(person) != mark}
    Attendance.objects.bulk_create(
        [
            _attendance(session, seats[person].membership_id, person, mark=mark, marked_at=at)
            for person, mark in sorted(changed.items())
        ],
        update_conflicts=True,
        unique_fields=["organisation", "session", "person"],
        update_fields=["mark", "marked_at"],
    )
    if changed:
        record(
            "attendance.marked",
            session,
            by=by,
            at=at,
            learning_set=session.learning_set_id,
            number=session.number,
            marks={str(person): [before.get(person, ""), mark] for person, mark in changed.items()},
        )


@transaction.atomic
def hold_session(session: Session, *, by: Membership, at: datetime) -> bool:
    """Close a session as held: whoever has no mark did not come."""
    if Session.objects.planned().filter(pk=session.pk, starts_at__lte=at).update(held_at=at) != 1:
        return False
    session.held_at = at
    marked = {each.person_id for each in Attendance.objects.filter(session=session) if each.mark}
    unmarked = (
        SetMembership.objects.members()
        .at(session.starts_at, session.over_at)
        .filter(learning_set=session.learning_set_id)
        .exclude(person__in=marked)
        .values_list("person_id", flat=True)
    )
    mark_attendance(session, dict.fromkeys(unmarked, Mark.AWAY), by=by, at=at)
    record("session.held", session, by=by, at=at, learning_set=session.learning_set_id, number=session.number)
    return True


@transaction.atomic
def mark_presenters(session: Session, people: Collection[int], *, at: datetime) -> None:
    """Of those on the agenda, these presented; the others did not."""
    Bid.objects.filter(session=session, person__in=people, presented_at=None).update(presented_at=at)
    Bid.objects.filter(session=session).exclude(person__in=people).update(presented_at=None)


def put_name_on_agenda(session: Session, *, challenge: Challenge | None, by: Membership, at: datetime) -> None:
    Bid.objects.bulk_create(
        [
            Bid(
                organisation_id=session.organisation_id,
                learning_set_id=session.learning_set_id,
                session=session,
                person_id=by.person_id,
                challenge=challenge,
                made_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def take_name_off_agenda(session: Session, *, by: Membership) -> None:
    Bid.objects.filter(session=session, person=by.person_id, presented_at=None).delete()


@transaction.atomic
def write_challenge(
    learning_set: LearningSet,
    *,
    headline: str,
    story: str,
    by: Membership,
    at: datetime,
    challenge: Challenge | None,
) -> Challenge:
    """Write down what one works on, or set one's own words right; sent twice at once, it is one."""
    if challenge is None:
        seats = SetMembership.objects.current().filter(learning_set=learning_set, person=by.person_id)
        list(seats.select_for_update())  # the second waits here, and finds what the first wrote
        challenge = Challenge.objects.filter(learning_set=learning_set, person=by.person_id, resolved_at=None).first()
    if challenge is not None:
        words = ChallengeWords.objects.get(challenge=challenge)
        words.headline, words.story = headline, story
        words.save(update_fields=["headline", "story"])
        return challenge
    challenge = Challenge.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        person_id=by.person_id,
        written_at=at,
    )
    ChallengeWords.objects.create(
        organisation_id=learning_set.organisation_id,
        challenge=challenge,
        learning_set=learning_set,
        author_id=by.person_id,
        circle=Circle.SET,
        headline=headline,
        story=story,
    )
    return challenge
