"""Finding several dates at once: asking, answering, choosing."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max

from alsweb.lib.time import NoSuchTime, TimeHappensTwice, in_zone, instant
from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sessions import queries
from sessions.cadence import Span
from sessions.models import Poll, PollReply, PollState, Session, Slot, SlotAnswer
from sessions.models.series import POLL
from sessions.operations.series import plan_dates
from sets.models import LearningSet
from sets.operations import hold


@transaction.atomic
def open_poll(
    learning_set: LearningSet,
    spans: Sequence[Span],
    *,
    wanted: int,
    minutes: int,
    cadence: str,
    place: str,
    closes_at: datetime,
    by: Membership,
    at: datetime,
) -> Poll:
    """Ask the circle about these dates. While a set looks for dates already, that is the poll: the first one wins."""
    _one_at_a_time(learning_set.pk)
    if first := queries.undecided_poll_of(learning_set):
        return first
    newest = Poll.objects.filter(learning_set=learning_set).aggregate(newest=Max("number"))["newest"] or 0
    here = {"organisation_id": learning_set.organisation_id, "learning_set": learning_set}
    poll = Poll.objects.create(
        **here,
        number=newest + 1,
        opened_by=by,
        opened_at=at,
        wanted=wanted,
        minutes=minutes,
        time_zone=learning_set.time_zone,
        cadence=cadence,
        place=place,
        closes_at=closes_at,
    )
    Slot.objects.bulk_create(
        Slot(
            **here,
            poll=poll,
            local_date=each.day,
            local_time=in_zone(each.starts_at, learning_set.time_zone).time(),
            starts_at=each.starts_at,
            ends_at=each.ends_at,
        )
        for each in spans
    )
    record("poll.opened", poll, by=by, at=at, learning_set=poll.learning_set_id, number=poll.number)
    _tell(poll, queries.circle_people(learning_set), kind="poll_opened", occasion="opened", by=by, at=at)
    return poll


def _one_at_a_time(learning_set: int) -> None:
    """Whoever opens, answers or decides waits for the others: the last two answers are not both the last but one."""
    hold(learning_set)


def _tell(poll: Poll, people: Sequence[int], *, kind: str, occasion: str, by: Membership, at: datetime) -> None:
    notify_many(
        Notice.waiting(
            kind=kind,
            subject=f"poll:{poll.pk}",
            occasion=occasion,
            due_at=at,
            organisation=poll.organisation_id,
            person=person,
        )
        for person in people
        if person != by.person_id
    )


@transaction.atomic
def answer_poll(
    poll: Poll, answers: Mapping[int, str], *, ask_again_on: date | None, by: Membership, at: datetime
) -> bool:
    """What one person can, by slot; a change of mind replaces it. False where nothing is asked any more.

    Whoever looks after the dates is told once, when everybody in the circle has answered.
    """
    _one_at_a_time(poll.learning_set_id)
    poll.refresh_from_db(fields=["closes_at", "decided_at", "withdrawn_at"])
    if poll.state(at) is not PollState.OPEN:
        return False
    own = {
        "organisation_id": poll.organisation_id,
        "learning_set_id": poll.learning_set_id,
        "person_id": by.person_id,
    }
    SlotAnswer.objects.bulk_create(
        [SlotAnswer(**own, slot_id=slot, answer=answer) for slot, answer in sorted(answers.items())],
        update_conflicts=True,
        unique_fields=["organisation", "slot", "person"],
        update_fields=["answer"],
    )
    PollReply.objects.bulk_create(
        [PollReply(**own, poll=poll, replied_at=at, ask_again_on=ask_again_on)],
        update_conflicts=True,
        unique_fields=["organisation", "poll", "person"],
        update_fields=["replied_at", "ask_again_on"],
    )
    if not queries.silent_in(poll):
        _tell(poll, queries.who_looks_after(poll), kind="poll_complete", occasion="complete", by=by, at=at)
    return True


@transaction.atomic
def decide_poll(poll: Poll, chosen: Sequence[Slot], *, by: Membership, at: datetime) -> list[Session]:
    """Make sessions of the chosen dates, all or none; everybody is told by their invitations.

    The first to choose wins: chosen twice, the sessions of the first are returned.

    Raise Refused where none is chosen, a date has passed or is no longer one moment, or the poll is withdrawn.
    """
    _one_at_a_time(poll.learning_set_id)
    if not Poll.objects.undecided().filter(pk=poll.pk).update(decided_at=at, decided_by=by):
        poll.refresh_from_db(fields=["decided_at", "withdrawn_at"])
        if poll.withdrawn_at:
            raise Refused("Somebody has withdrawn this poll. Open another one, or plan the dates yourself.")
        return [each.session for each in queries.slots_of(poll) if each.session]
    poll.decided_at, poll.decided_by = at, by
    if not chosen:
        raise Refused("Choose at least one date.")
    record("poll.decided", poll, by=by, at=at, learning_set=poll.learning_set_id, number=poll.number)
    slots = {_wall_of(slot, poll): slot for slot in chosen}
    try:
        planned = plan_dates(
            poll.learning_set,
            slots.keys(),
            minutes=poll.minutes,
            **queries.where_as_before(poll.learning_set, poll.place),
            cadence=POLL,
            by=by,
            at=at,
        )
    except (NoSuchTime, TimeHappensTwice) as met:
        raise Refused(
            "The clocks change over one of these dates, so that its time is not one moment. Choose others."
        ) from met
    for wall, session in zip(sorted(slots), planned, strict=True):
        Slot.objects.filter(pk=slots[wall].pk).update(session=session)
    return planned


def _wall_of(slot: Slot, poll: Poll) -> tuple[date, time]:
    """What people said yes to, on the set's own wall: it may have moved to another zone since."""
    if poll.time_zone == poll.learning_set.time_zone:
        return slot.local_date, slot.local_time
    starts_at = in_zone(instant(slot.local_date, slot.local_time, poll.time_zone), poll.learning_set.time_zone)
    return starts_at.date(), starts_at.time()


@transaction.atomic
def prolong_poll(poll: Poll, *, closes_at: datetime, by: Membership, at: datetime) -> bool:
    """Give everybody longer; those who have not answered hear until when."""
    if not Poll.objects.undecided().filter(pk=poll.pk, closes_at__lt=closes_at).update(closes_at=closes_at):
        return False
    poll.closes_at = closes_at
    record("poll.prolonged", poll, by=by, at=at, learning_set=poll.learning_set_id, number=poll.number)
    _tell(
        poll,
        queries.silent_in(poll),
        kind="poll_prolonged",
        occasion=closes_at.isoformat(timespec="minutes"),
        by=by,
        at=at,
    )
    return True


@transaction.atomic
def withdraw_poll(poll: Poll, *, by: Membership, at: datetime) -> bool:
    """Ask no more; everybody is told once."""
    if not Poll.objects.undecided().filter(pk=poll.pk).update(withdrawn_at=at):
        return False
    poll.withdrawn_at = at
    record("poll.withdrawn", poll, by=by, at=at, learning_set=poll.learning_set_id, number=poll.number)
    people = queries.circle_people(poll.learning_set)
    _tell(poll, people, kind="poll_withdrawn", occasion="withdrawn", by=by, at=at)
    return True
