"""Dates follow the circle: whoever comes in is invited to what is to come, and a leaver's calendar lets go of it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.models import Membership
from sessions import queries
from sessions.models import MoveReason, Session
from sessions.operations import cancel_session, withdraw_poll
from sessions.queries import as_told
from sets.models import LearningSet


def invite_to_coming(learning_set: LearningSet, people: Collection[int], at: datetime) -> None:
    """To each session, and to all in one mail: which of the two somebody wants is known in their own scope only."""
    coming = _coming(learning_set, at)
    notify_many(_told("session_invited", coming, people, at))
    if coming:
        notify_many(
            Notice.waiting(
                kind="set_dates",
                subject=f"set:{learning_set.pk}",
                occasion=at.isoformat(),
                due_at=at,
                organisation=learning_set.organisation_id,
                person=person,
            )
            for person in people
        )


def uninvite_from_coming(learning_set: LearningSet, people: Collection[int], at: datetime) -> None:
    """From what they were invited to; that is asked when it is sent, in their own scope."""
    notify_many(_told("session_uninvited", _coming(learning_set, at), people, at))


def ask_about_dates(learning_set: LearningSet, people: Collection[int], at: datetime) -> None:
    """By the poll that is open, if there is one: that is asked when it is sent, because not everybody who lets people in
    reads polls.
    """
    notify_many(
        Notice.waiting(
            kind="poll_opened",
            subject=f"set:{learning_set.pk}",
            occasion=at.isoformat(),
            due_at=at,
            organisation=learning_set.organisation_id,
            person=person,
        )
        for person in people
    )


def tell_that_all_have_answered(learning_set: LearningSet, people: Collection[int], at: datetime) -> None:
    """If it was a leaver's answer that was still missing, which a leaver cannot look up any more."""
    notify_many(
        Notice.waiting(
            kind="poll_complete",
            subject=f"set:{learning_set.pk}",
            occasion=f"{left} left {at.isoformat()}",
            due_at=at,
            organisation=learning_set.organisation_id,
            person=person,
            detail={"left": left},
        )
        for left in people
        for person in queries.circle_people(learning_set)
    )


def cancel_coming(learning_set: LearningSet, by: Membership, at: datetime) -> None:
    """What was planned, and what was asked about."""
    if poll := queries.undecided_poll_of(learning_set):
        withdraw_poll(poll, by=by, at=at)
    for session in _coming(learning_set, at):
        cancel_session(session, reason=MoveReason.OTHER, by=by, at=at)


def _coming(learning_set: LearningSet, at: datetime) -> list[Session]:
    return list(Session.objects.planned().filter(learning_set=learning_set, starts_at__gt=at).order_by("starts_at"))


def _told(kind: str, sessions: Collection[Session], people: Collection[int], at: datetime) -> Iterator[Notice]:
    for session in sessions:
        for person in people:
            yield Notice.waiting(
                kind=kind,
                subject=f"session:{session.pk}",
                occasion=at.isoformat(),
                due_at=at,
                organisation=session.organisation_id,
                person=person,
                detail=as_told(session),
            )
