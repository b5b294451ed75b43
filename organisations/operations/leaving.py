"""Leaving the organisation, and coming back: a time here ends, another one begins, and neither is rewritten."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from organisations import departures
from organisations.audit import record
from organisations.models import Membership, OrganisationRole, Position
from organisations.operations.people import hold_people, owners_and, place
from organisations.operations.refusal import Refused
from organisations.operations.rights import hold_right
from organisations.policies import may_end, may_keep_people

_COMES_BACK_WITH = {OrganisationRole.FACILITATOR, OrganisationRole.MEMBER, OrganisationRole.GUEST}


@transaction.atomic
def end_membership(membership: Membership, *, by: Membership, at: datetime) -> bool:
    """End somebody's time here, and their places in sets with it. The first one to say so wins.

    Raise Refused for the last owner, PermissionDenied where the right has gone.
    """
    locked = {each.pk: each for each in owners_and(membership, by=by)}
    if by.pk not in locked or not may_end(locked[by.pk], locked.get(membership.pk, membership)):
        raise PermissionDenied
    if not any(each.is_owner and each.pk != membership.pk for each in locked.values()):
        raise Refused(_("An organisation needs an owner. Make somebody else an owner first."))
    if Membership.objects.filter(pk=membership.pk, ended_at=None).update(ended_at=at) != 1:
        return False
    departures.end_all(membership, by=by, at=at)
    record("membership.ended", membership, by=by, at=at)
    return True


@transaction.atomic
def bring_back(former: Membership, *, by: Membership, at: datetime) -> Membership:
    """Begin another time for somebody who left, where they worked before; the one that is running, if there is one.

    Owner and HR admin they become anew, by an owner.
    """
    hold_right(by, may_keep_people)
    hold_people(former.organisation_id)
    current = Membership.objects.current().filter(organisation=former.organisation_id, person=former.person_id)
    if here := current.first():
        return here
    here = Membership.objects.create(
        organisation_id=former.organisation_id,
        person_id=former.person_id,
        name=former.name,
        roles=sorted(_COMES_BACK_WITH & set(former.roles)) or [OrganisationRole.MEMBER],
        home_organisation_id=former.home_organisation_id,
        started_at=at,
    )
    if old := Position.objects.filter(membership=former).select_related("manager").first():
        manager = old.manager if old.manager and old.manager.ended_at is None else None
        place(here, department=old.department, site=old.site, seniority=old.seniority, manager=manager)
    record("membership.resumed", here, by=by, at=at)
    return here
