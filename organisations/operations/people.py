"""Roles, names, where people work and for whom."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from organisations.audit import record
from organisations.lines import is_in_circle
from organisations.models import Membership, OrganisationRole, Position
from organisations.operations.refusal import Refused
from organisations.operations.rights import hold_right
from organisations.policies import may_change_roles, may_keep_people


@transaction.atomic
def change_roles(membership: Membership, roles: Iterable[str], *, by: Membership, at: datetime) -> None:
    """Give a person exactly these roles. Raise Refused where the organisation would lose its last owner.

    Raise PermissionDenied where whoever gives them is an owner no more.
    """
    owners = owners_and(membership, by=by)
    giver = next((each for each in owners if each.pk == by.pk), None)
    if giver is None or not may_change_roles(giver):
        raise PermissionDenied
    after = sorted(set(roles)) or [str(OrganisationRole.MEMBER)]
    if OrganisationRole.OWNER not in after and not any(each.is_owner and each.pk != membership.pk for each in owners):
        raise Refused(_("An organisation needs an owner. Make somebody else an owner first."))
    before, membership.roles = sorted(membership.roles), after
    membership.save(update_fields=["roles"])
    record("membership.roles_changed", membership, by=by, at=at, before=before, after=after)


def owners_and(membership: Membership, *, by: Membership) -> list[Membership]:
    """All owners, this person and whoever acts, as they stand now; locked in one order until the transaction ends."""
    return list(
        Membership.objects.current()
        .select_for_update()
        .filter(organisation=by.organisation_id)
        .filter(Q(roles__contains=[OrganisationRole.OWNER]) | Q(pk__in=[membership.pk, by.pk]))
        .order_by("pk")
    )


@transaction.atomic
def describe_person(
    membership: Membership,
    *,
    name: str,
    department: str,
    site: str,
    seniority: str,
    manager: Membership | None,
    by: Membership,
    at: datetime,
) -> None:
    """Write down what somebody is called here, where they work and for whom.

    Raise Refused where the line above them would come back to them.
    """
    hold_right(by, may_keep_people)
    managers = lines_of(membership.organisation_id)
    if manager:
        managers[membership.pk] = manager.pk
        if is_in_circle(membership.pk, managers):
            raise Refused(
                _("%(manager)s answers to %(name)s already, directly or through others. Choose somebody else.")
                % {"manager": manager.name, "name": membership.name}
            )
    if name != membership.name:
        membership.name = name
        membership.save(update_fields=["name"])
    place(membership, department=department, site=site, seniority=seniority, manager=manager)
    record("membership.described", membership, by=by, at=at)


def place(
    membership: Membership,
    *,
    department: str = "",
    site: str = "",
    seniority: str = "",
    manager: Membership | None = None,
) -> Position:
    """Say where a member works and for whom; whoever forms sets reads it, other members do not."""
    work = {"department": department, "site": site, "seniority": seniority, "manager": manager}
    home = {"organisation_id": membership.organisation_id, "person_id": membership.person_id}
    position, _created = Position.objects.update_or_create(
        membership=membership, defaults=work, create_defaults={**home, **work}
    )
    return position


def lines_of(organisation: int) -> dict[int, int]:
    """Who answers to whom, by membership; nobody else changes a line until the transaction ends."""
    hold_people(organisation)
    lines = Position.objects.filter(organisation=organisation).exclude(manager=None)
    return dict(lines.values_list("membership_id", "manager_id"))


def hold_people(organisation: int) -> None:
    """Until the transaction ends, nobody else places this organisation's people or brings somebody back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('organisations.people', %s))", [organisation])
