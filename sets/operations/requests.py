"""Asking to join a set, and the answer."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from notifications.outbox import notify
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import HopeWords, JoinRequest, LearningSet, SetMembership, SetRole
from sets.models.join_request import ANSWERED
from sets.operations.admitting import invite_to_set, let_in
from sets.operations.holding import hold
from sets.operations.line import check_or_allow
from sets.queries.directory import Entry
from sets.queries.requests import places_of


class Full(Refused):
    """Every place is taken or promised."""


@transaction.atomic
def ask_to_join(entry: Entry, *, hope: str, name: str = "", by: Membership, at: datetime) -> JoinRequest:
    """Ask for a place. Asking twice is one request, the first.

    `name` is how somebody from another organisation wants to be known there; a colleague goes by their own.
    """
    elsewhere = entry.organisation_id != by.organisation_id
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(
                organisation_id=entry.organisation_id,
                learning_set_id=entry.learning_set_id,
                person_id=by.person_id,
                name=name if elsewhere else by.name,
                email=by.person.email,
                home_organisation_id=by.organisation_id if elsewhere else None,
                asked_at=at,
            )
    except IntegrityError:
        return JoinRequest.objects.waiting().get(learning_set=entry.learning_set_id, person=by.person_id)
    if hope:
        HopeWords.objects.create(
            organisation_id=entry.organisation_id,
            learning_set_id=entry.learning_set_id,
            request=request,
            author_id=by.person_id,
            hope=hope,
        )
    return request


@transaction.atomic
def withdraw_request(request: JoinRequest, *, at: datetime) -> bool:
    """Take one's own request back, and what one hoped for with it; also where it was granted and the set has not begun."""
    granted = JoinRequest.objects.granted().filter(pk=request.pk)
    begun = SetMembership.objects.filter(learning_set=request.learning_set_id)
    return _answer(request, withdrawn_at=at) or (not begun.exists() and granted.update(withdrawn_at=at) == 1)


@transaction.atomic
def decline_request(request: JoinRequest, *, by: Membership, at: datetime) -> bool:
    """“Not this time.” The first answer stands; no reason is asked for and none is kept."""
    if not _answer(request, not_now_at=at):
        return False
    record("join_request.answered", request, by=by, at=at, learning_set=request.learning_set_id)
    _tell_asker(request, at=at)
    return True


@transaction.atomic
def grant_request(
    request: JoinRequest, *, by: Membership, at: datetime, beyond_places: bool = False, line_reason: str = ""
) -> bool:
    """Let somebody in who asked; say whether it was still to be answered.

    A colleague sits down at once, or as soon as the set begins, where nobody is in it yet. Somebody from another
    organisation gets an invitation as a guest. Raise Full where no place is left, unless it is to be `beyond_places`, and
    SameLine where a colleague has a line to somebody there, unless a `line_reason` is given.
    """
    learning_set = hold(request.learning_set_id)
    if not JoinRequest.objects.waiting().filter(pk=request.pk).exists():
        return False
    if not beyond_places and not places_of(learning_set, at=at).left:
        raise Full(_("Every place in %(name)s is taken or promised.") % {"name": learning_set.name})
    if not _answer(request, admitted_at=at):
        return False
    begun = SetMembership.objects.filter(learning_set=learning_set).exists()
    if request.home_organisation_id is not None:
        _invite_guest(request, learning_set, begun=begun, by=by, at=at)
    else:
        colleague = _colleague(request)
        check_or_allow(learning_set, colleague, reason=line_reason, by=by, at=at)
        if begun:
            let_in(learning_set, colleague, role=SetRole.MEMBER, invited_by=by.pk, at=at)
        _tell_asker(request, at=at)
    record("join_request.answered", request, by=by, at=at, learning_set=request.learning_set_id)
    return True


def _answer(request: JoinRequest, **answer: datetime) -> bool:
    """The first answer wins, and what was hoped for is gone with it."""
    if JoinRequest.objects.waiting().filter(pk=request.pk).update(**answer) != 1:
        return False
    HopeWords.objects.filter(request=request).delete()
    return True


def _colleague(request: JoinRequest) -> Membership:
    found = Membership.objects.current().filter(organisation=request.organisation_id, person=request.person_id).first()
    if found is None:
        raise Refused(_("%(name)s is no longer in the organisation.") % {"name": request.name})
    return found


def _invite_guest(
    request: JoinRequest, learning_set: LearningSet, *, begun: bool, by: Membership, at: datetime
) -> None:
    if not begun:
        raise Refused(
            _("Somebody in the set has to invite people from other organisations. Let the set begin, then admit them.")
        )
    invite_to_set(
        learning_set,
        request.email,
        name=request.name,
        guest=True,
        home=request.home_organisation_id,
        by=by,
        at=at,
    )


def _tell_asker(request: JoinRequest, *, at: datetime) -> None:
    notify(
        kind=ANSWERED,
        subject=f"joinrequest:{request.pk}",
        occasion="answered",
        due_at=at,
        organisation=request.organisation_id,
        person=request.person_id,
    )
