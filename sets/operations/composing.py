"""Putting a set together: whom to ask, asking them, what they say, and beginning with those who said yes."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets import coming_and_going
from sets.models import Decline, Facilitation, LearningSet, Proposal, SetMembership, SetRole
from sets.operations.holding import hold
from sets.operations.line import check_or_allow
from sets.queries import circle_of, granted_before_beginning, proposals_of


@transaction.atomic
def choose_admission(learning_set: LearningSet, admission: str, *, by: Membership, at: datetime) -> None:
    if LearningSet.objects.filter(pk=learning_set.pk).exclude(admission=admission).update(admission=admission):
        record("set.changed", learning_set, by=by, at=at, learning_set=learning_set.pk, admission=admission)


@transaction.atomic
def propose(
    learning_set: LearningSet,
    membership: Membership,
    *,
    role: str = SetRole.MEMBER,
    line_reason: str = "",
    by: Membership,
    at: datetime,
) -> Proposal:
    """Choose somebody; they hear of it when they are asked. Whoever is chosen already stays as they were.

    Raise SameLine, KeptApart, or Refused where they are in the set, or cannot facilitate it.
    """
    held = _still_forming(learning_set)
    if chosen := Proposal.objects.filter(learning_set=held, person=membership.person_id).first():
        return chosen
    circle = circle_of(held)
    if membership.person_id in {seat.person_id for seat in circle}:
        raise Refused(_("%(name)s is in the set already.") % {"name": membership.name})
    if role == SetRole.FACILITATOR:
        _may_facilitate(held, membership, circle)
    check_or_allow(held, membership, reason=line_reason, by=by, at=at)
    return Proposal.objects.create(
        organisation_id=held.organisation_id,
        learning_set=held,
        membership=membership,
        person_id=membership.person_id,
        role=role,
        proposed_by=by,
        proposed_at=at,
    )


def _still_forming(learning_set: LearningSet) -> LearningSet:
    held = hold(learning_set.pk)
    if held.composed_at or held.closed_at:
        raise Refused(_("This set has begun. Whoever comes now is invited by those who are in it."))
    return held


def _may_facilitate(learning_set: LearningSet, membership: Membership, circle: Iterable[SetMembership]) -> None:
    if not membership.is_facilitator:
        raise Refused(_("%(name)s does not facilitate sets yet. HR can change that.") % {"name": membership.name})
    if learning_set.facilitation != Facilitation.STANDING:
        raise Refused(_("In this set members facilitate. Choose %(name)s as a member.") % {"name": membership.name})
    asked = Proposal.objects.filter(learning_set=learning_set, role=SetRole.FACILITATOR)
    if any(seat.leads for seat in circle) or asked.exists():
        raise Refused(_("Somebody is chosen to facilitate already. Take them out first."))


def take_out(learning_set: LearningSet, pk: int) -> None:
    """Take a choice back. What its person answered goes with it, and nobody is told."""
    Proposal.objects.filter(learning_set=learning_set, pk=pk).delete()


@transaction.atomic
def ask(learning_set: LearningSet, *, answer_by: date, by: Membership, at: datetime) -> int:
    """Ask everybody who is proposed, each once, for an answer until a day; how many are asked now for the first time."""
    held = _still_forming(learning_set)
    proposals = proposals_of(held)
    if not proposals:
        raise Refused(_("Nobody is chosen yet. Choose whom you would like to ask."))
    check_or_allow(held, *(each.membership for each in proposals), reason="", by=by, at=at)
    new = [each for each in proposals if not was_asked(held, each)]
    LearningSet.objects.filter(pk=held.pk).update(asked_at=at if new else held.asked_at, answer_by=answer_by)
    record("set.asked", held, by=by, at=at, learning_set=held.pk, people=len(new), answer_by=answer_by.isoformat())
    notify_many(
        Notice.waiting(
            kind="set_proposal",
            subject=f"proposal:{each.pk}",
            occasion="asked",
            due_at=at,
            organisation=held.organisation_id,
            person=each.person_id,
        )
        for each in new
    )
    return len(new)


def was_asked(learning_set: LearningSet, proposal: Proposal) -> bool:
    """Chosen before the set's last asking, and so asked in it."""
    return learning_set.asked_at is not None and proposal.proposed_at <= learning_set.asked_at


@transaction.atomic
def say_yes(proposal: Proposal, *, at: datetime) -> bool:
    """Whoever puts the set together sees it. False where the set has begun meanwhile."""
    held = _answering(proposal)
    if held is None:
        return False
    Decline.objects.filter(proposal=held).delete()
    if held.accepted_at is None:
        Proposal.objects.filter(pk=held.pk).update(accepted_at=at)
    return True


@transaction.atomic
def say_not_this_set(proposal: Proposal, *, at: datetime) -> bool:
    """Known to its person alone: no audit, no notice, and the proposal as it was before any answer."""
    held = _answering(proposal)
    if held is None:
        return False
    if held.accepted_at is not None:
        Proposal.objects.filter(pk=held.pk).update(accepted_at=None)
    Decline.objects.get_or_create(
        proposal=held,
        defaults={
            "organisation_id": held.organisation_id,
            "learning_set_id": held.learning_set_id,
            "person_id": held.person_id,
            "declined_at": at,
        },
    )
    return True


def _answering(proposal: Proposal) -> Proposal | None:
    """Held until the transaction ends: of two answers at once the second sees the first, and so does beginning."""
    return Proposal.objects.select_for_update().filter(pk=proposal.pk).first()


@transaction.atomic
def compose(learning_set: LearningSet, *, line_reason: str = "", by: Membership, at: datetime) -> int:
    """Let in whoever said yes, or asked to join and was given a place, and forget the rest of the asking.

    How many came in. The first to begin wins.

    Raise SameLine or KeptApart where that has changed since they were asked, Refused where nobody said yes or a
    facilitator is missing.
    """
    held = _still_forming(learning_set)
    circle = circle_of(held)
    if circle and not any(seat.person_id == by.person_id for seat in circle):
        raise Refused(_("Somebody is in this set already. Those who are in it let others in."))
    coming = _take_answers(held, seated={seat.person_id for seat in circle})
    if not circle:
        coming = dict.fromkeys(granted_before_beginning(held), str(SetRole.MEMBER)) | coming
    if not coming:
        raise Refused(_("Nobody has said yes yet."))
    is_led = any(seat.leads for seat in circle) or SetRole.FACILITATOR in coming.values()
    if held.facilitation == Facilitation.STANDING and not is_led:
        raise Refused(_("Whoever is to facilitate has not said yes yet. The set begins with them."))
    check_or_allow(held, *coming, reason=line_reason, by=by, at=at)
    _let_in(held, coming, by=by, at=at)
    record("set.composed", held, by=by, at=at, learning_set=held.pk, people=len(coming))
    _tell_beginning(held, coming, by=by, at=at)
    coming_and_going.came(held, [member.person_id for member in coming], at=at)
    return len(coming)


def _take_answers(learning_set: LearningSet, *, seated: set[int]) -> dict[Membership, str]:
    """Take all proposals away, in the statement that reads them: a yes counts to the last moment, and none is lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM sets_proposal WHERE organisation_id = %s AND learning_set_id = %s"
            " RETURNING membership_id, person_id, role, accepted_at",
            [learning_set.organisation_id, learning_set.pk],
        )
        yes = {
            membership: role
            for membership, person, role, accepted_at in cursor.fetchall()
            if accepted_at is not None and person not in seated
        }
    members = Membership.objects.current().filter(organisation=learning_set.organisation_id, pk__in=yes)
    return {member: yes[member.pk] for member in members.order_by("name", "pk")}


def _let_in(learning_set: LearningSet, coming: dict[Membership, str], *, by: Membership, at: datetime) -> None:
    """Seat them and say that it is composed, in one statement: after either of the two, a builder who is not in the
    set may do nothing more to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH seated AS ("
            " INSERT INTO sets_setmembership (organisation_id, learning_set_id, membership_id, person_id, role, started_at)"
            " SELECT %(here)s, %(set)s, who.membership, who.person, who.role, %(at)s"
            " FROM unnest(%(memberships)s::bigint[], %(people)s::bigint[], %(roles)s::text[])"
            " AS who (membership, person, role))"
            " UPDATE sets_learningset SET composed_at = %(at)s, composed_by_id = %(by)s"
            " WHERE organisation_id = %(here)s AND id = %(set)s",
            {
                "here": learning_set.organisation_id,
                "set": learning_set.pk,
                "memberships": [member.pk for member in coming],
                "people": [member.person_id for member in coming],
                "roles": list(coming.values()),
                "by": by.pk,
                "at": at,
            },
        )


def _tell_beginning(learning_set: LearningSet, coming: Iterable[Membership], *, by: Membership, at: datetime) -> None:
    notify_many(
        Notice.waiting(
            kind="set_begins",
            subject=f"set:{learning_set.pk}",
            occasion="composed",
            due_at=at,
            organisation=learning_set.organisation_id,
            person=member.person_id,
        )
        for member in coming
        if member.pk != by.pk
    )
