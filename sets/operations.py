"""Founding a set, admitting people, agreeing how to be together, closing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count

from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.text import slugify

from alsweb.lib import sealing
from alsweb.lib.tenancy.scope import scope
from organisations import operations as organisations
from organisations.audit import record
from organisations.models import Invitation, Membership, OrganisationRole, User
from organisations.models.invitation import InvitationKind
from organisations.models.user import normal_address
from organisations.operations import Refused
from sets.models import (
    Agreement,
    GroundRules,
    GroundRulesWords,
    LearningSet,
    SetInvitation,
    SetKey,
    SetMembership,
    SetRole,
)
from sets.models.words import HEADS

SENT_TWICE_WITHIN = timedelta(minutes=1)


@transaction.atomic
def found_set(
    *,
    name: str,
    topic: str,
    time_zone: str,
    places: int,
    sessions_planned: int = 6,
    by: Membership,
    at: datetime,
) -> LearningSet:
    """Found a set with its founder as facilitator, and the key that will seal its words.

    A form that was sent twice founds one set: the same name from the same person within a minute is the first.
    """
    with connection.cursor() as cursor:  # two founders look for a free address one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sets.found'), %s)", [by.organisation_id % 2**31])
    just_now = LearningSet.objects.filter(organisation=by.organisation, founded_by=by, name=name)
    if first := just_now.filter(founded_at__gt=at - SENT_TWICE_WITHIN).first():
        first.organisation = by.organisation
        return first
    learning_set = LearningSet.objects.create(
        organisation=by.organisation,
        slug=_free_address(by, name),
        name=name,
        topic=topic,
        time_zone=time_zone,
        places=places,
        sessions_planned=sessions_planned,
        founded_by=by,
        founded_at=at,
    )
    admit(learning_set, by, role=SetRole.FACILITATOR, at=at)
    SetKey.objects.create(
        organisation=by.organisation,
        learning_set=learning_set,
        wrapped=sealing.new_wrapped_key(learning_set.pk),
    )
    record("set.founded", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return learning_set


def _free_address(by: Membership, name: str) -> str:
    wanted = slugify(name)[:70] or "set"
    for number in count(1):
        slug = wanted if number == 1 else f"{wanted}-{number}"
        if slug != "new" and not LearningSet.objects.filter(organisation=by.organisation, slug=slug).exists():
            return slug
    raise AssertionError("unreachable")


def admit(learning_set: LearningSet, membership: Membership, *, role: str, at: datetime) -> SetMembership:
    """Let somebody into the circle; PostgreSQL refuses unless the circle itself does it."""
    return SetMembership.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        membership=membership,
        person_id=membership.person_id,
        role=role,
        started_at=at,
    )


@transaction.atomic
def invite_to_set(
    learning_set: LearningSet,
    email: str,
    *,
    name: str = "",
    by: Membership,
    at: datetime,
) -> SetInvitation:
    """Ask an address into the set. Asking one whose invitation is open sends that one again."""
    address = normal_address(email)
    again = (
        SetInvitation.objects.filter(
            learning_set=learning_set,
            invitation__email=address,
            invitation__accepted_at=None,
            invitation__revoked_at=None,
            invitation__expires_at__gt=at,
        )
        .select_related("invitation")
        .first()
    )
    if again:
        organisations.resend_invitation(again.invitation, by=by, at=at)
        return again
    invitation = organisations.invite(
        address,
        name=name,
        roles=[OrganisationRole.MEMBER],
        by=by,
        at=at,
        kind=InvitationKind.SET,
    )
    return SetInvitation.objects.create(
        organisation=by.organisation,
        invitation=invitation,
        learning_set=learning_set,
        invited_by_person_id=by.person_id,
    )


@transaction.atomic
def accept(invitation: Invitation, *, user: User, name: str, at: datetime) -> LearningSet | None:
    """Accept an invitation in the scope of its inviter; the set that it opens, or None.

    Raise Refused where it no longer stands, is for another address, or the inviter has left the set.
    """
    for_set = SetInvitation.objects.filter(invitation=invitation).select_related("learning_set__organisation").first()
    if for_set is None and invitation.kind == InvitationKind.SET:
        # The circle alone reads what opens its set: an inviter who has left it reads nothing.
        raise Refused("The person who invited you has left the set. Ask its facilitator for a new invitation.")
    membership = organisations.accept_invitation(invitation, user=user, name=name, at=at)
    if for_set is None:
        return None
    if not SetMembership.objects.current().filter(learning_set=for_set.learning_set, person=user).exists():
        admit(for_set.learning_set, membership, role=for_set.role, at=at)
        record(
            "set.joined",
            for_set.learning_set,
            by=membership,
            at=at,
            learning_set=for_set.learning_set_id,
        )
    joined: LearningSet = for_set.learning_set
    return joined


@transaction.atomic
def write_ground_rules(
    learning_set: LearningSet,
    heads: Mapping[str, str],
    *,
    based_on: int,
    by: Membership,
    at: datetime,
) -> GroundRules:
    """Write the next version; its writer agrees by writing.

    Raise Refused where somebody wrote a version after `based_on` (0 for none), so that nothing is lost.
    """
    newest = GroundRules.objects.filter(learning_set=learning_set).aggregate(newest=Max("number"))["newest"] or 0
    if newest != based_on:
        raise Refused("Somebody changed the ground rules while you were writing. Both texts are below: join them.")
    try:
        with transaction.atomic():
            rules = GroundRules.objects.create(
                organisation_id=learning_set.organisation_id,
                learning_set=learning_set,
                number=newest + 1,
                person_id=by.person_id,
                written_at=at,
            )
    except IntegrityError:
        raise Refused(
            "Somebody changed the ground rules while you were writing. Both texts are below: join them."
        ) from None
    GroundRulesWords.objects.create(
        organisation_id=learning_set.organisation_id,
        rules=rules,
        learning_set=learning_set,
        author_id=by.person_id,
        **{head: heads[head] for head in HEADS},
    )
    agree(rules, by=by, at=at)
    if newest == 0:
        LearningSet.objects.filter(pk=learning_set.pk, running_at=None).update(running_at=at)
    record(
        "ground_rules.written",
        rules,
        by=None,
        at=at,
        learning_set=learning_set.pk,
        number=rules.number,
    )
    return rules


def agree(rules: GroundRules, *, by: Membership, at: datetime) -> None:
    """“I agree.” Said twice, the first date stays."""
    Agreement.objects.bulk_create(
        [
            Agreement(
                organisation_id=rules.organisation_id,
                learning_set_id=rules.learning_set_id,
                rules=rules,
                person_id=by.person_id,
                agreed_at=at,
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def close_set(learning_set: LearningSet, *, by: Membership, at: datetime) -> bool:
    """The first close wins: a double click or a second facilitator changes nothing."""
    if LearningSet.objects.filter(pk=learning_set.pk, closed_at=None).update(closed_at=at) != 1:
        return False
    record("set.closed", learning_set, by=by, at=at, learning_set=learning_set.pk)
    return True


@transaction.atomic
def leave_set(seat: SetMembership, *, by: Membership, at: datetime) -> bool:
    """End a seat in the circle; its past stays as it was."""
    if SetMembership.objects.filter(pk=seat.pk, ended_at=None).update(ended_at=at) != 1:
        return False
    record("set.left", seat, by=by, at=at, learning_set=seat.learning_set_id)
    return True


@transaction.atomic
def erase_words(learning_set: LearningSet, *, at: datetime) -> int:
    """Destroy the set's key and remove every word; how many rows went. PostgreSQL decides whether it may be."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT erase_words(%s, %s)", [learning_set.pk, at])
        (removed,) = cursor.fetchone()
    LearningSet.objects.filter(pk=learning_set.pk, words_erased_at=None).update(words_erased_at=at)
    record("set.words_erased", learning_set, by=None, at=at, learning_set=learning_set.pk)
    return int(removed)


def erase_due_words(at: datetime) -> list[LearningSet]:
    """Erase what was said in every set whose time has come; the sets that it was."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organisation_id, learning_set_id FROM words_to_erase(%s)", [at])
        due = cursor.fetchall()
    erased = []
    for organisation, number in due:
        with scope(organisation=organisation):
            learning_set = LearningSet.objects.get(pk=number)
            erase_words(learning_set, at=at)
            erased.append(learning_set)
    return erased
