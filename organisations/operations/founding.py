"""Founding an organisation."""

from datetime import datetime, timedelta
from itertools import count

from django.db import connection, transaction
from django.utils.text import slugify

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from organisations.audit import record
from organisations.models import Membership, Organisation, OrganisationRole, User

SENT_JUST_NOW = timedelta(minutes=1)


@transaction.atomic
def found_organisation(user: User, *, name: str, own_name: str, at: datetime) -> Organisation:
    """Found an organisation with its first owner, who may facilitate at once.

    Its number is taken first, so that the scope can be entered before its first row is there. A form
    that was sent twice founds one: the same name from the same person within a minute is the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [user.pk])  # the second waits, and finds the first
    if first := _just_founded(user, name=name, at=at):
        return first
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('organisations_organisation', 'id'))")
        (number,) = cursor.fetchone()
    with scope(person=user.pk, organisation=number):
        organisation = Organisation(
            pk=number,
            name=name,
            slug=_free_address(name),
            time_zone=user.time_zone,
            founded_at=at,
        )
        organisation.save(force_insert=True)
        owner = Membership.objects.create(
            organisation=organisation,
            person=user,
            name=own_name,
            roles=[
                OrganisationRole.OWNER,
                OrganisationRole.FACILITATOR,
                OrganisationRole.MEMBER,
            ],
            started_at=at,
        )
        record("organisation.founded", organisation, by=owner, at=at, organisation=number)
    return organisation


def _just_founded(user: User, *, name: str, at: datetime) -> Organisation | None:
    with scope(person=user.pk, role=Role.ME):
        own = Membership.objects.current().filter(
            person=user, started_at__gt=at - SENT_JUST_NOW, organisation__name=name
        )
        founded = own.select_related("organisation").first()
    return founded.organisation if founded else None


def _free_address(name: str) -> str:
    wanted = slugify(name)[:50] or "organisation"
    with connection.cursor() as cursor:
        # two founders look one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('organisations.found'))")
        for number in count(1):
            slug = wanted if number == 1 else f"{wanted}-{number}"
            cursor.execute("SELECT organisation_address_taken(%s)", [slug])
            if cursor.fetchone() == (False,):
                return slug
    raise AssertionError("unreachable")
