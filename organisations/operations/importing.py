"""Bringing people in by a file: read and proposed, then applied some at a time."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import gettext as _

from alsweb.lib.tenancy.scope import scope
from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.lines import is_in_circle
from organisations.models import Membership, OrganisationRole, PeopleImport, Position, User
from organisations.operations.people import lines_of
from organisations.operations.rights import hold_right
from organisations.people_file import Known, sort_people
from organisations.policies import may_keep_people
from organisations.reading import Record

AT_A_TIME = 200
"""Lines applied in one request."""


@transaction.atomic
def propose_import(table: list[Record], *, by: Membership, at: datetime) -> PeopleImport:
    """Sort what a file says, and keep it for the one who sent it; nobody comes in yet.

    A file that they sent before is put away. Raise Unreadable where the first line names no columns.
    """
    hold_right(by, may_keep_people)
    people = Membership.objects.filter(organisation=by.organisation_id)
    here = people.current().select_related("person", "position__manager__person")
    known = {person.person.email: _known(person) for person in here}
    left = set(people.exclude(ended_at=None).values_list("person__email", flat=True)) - known.keys()
    found = sort_people(table, known=known, left=left)
    PeopleImport.objects.filter(organisation=by.organisation_id, person=by.person_id).delete()
    return PeopleImport.objects.create(
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        read_at=at,
        rows=found.as_json(),
        mistakes=found.mistakes,
        unused=found.unused,
        total=len(found.rows),
    )


def _known(person: Membership) -> Known:
    position = getattr(person, "position", None)
    if position is None:
        return Known(person.name)
    manager = position.manager.person.email if position.manager and not position.manager.ended_at else ""
    return Known(person.name, position.department, position.site, position.seniority, manager)


@transaction.atomic
def confirm_import(people_import: PeopleImport, *, write_to_new: bool, at: datetime) -> bool:
    """Say yes to what was proposed; the first yes counts."""
    return (
        PeopleImport.objects.filter(pk=people_import.pk, confirmed_at=None, done_at=None).update(
            confirmed_at=at, write_to_new=write_to_new
        )
        == 1
    )


@transaction.atomic
def apply_import(people_import: PeopleImport, *, after: int, by: Membership, at: datetime) -> None:
    """Bring in the next lines, if `after` lines are in: pressed twice, they come in once.

    Nobody loses a role or their place by it. Raise PermissionDenied where the right has gone.
    """
    hold_right(by, may_keep_people)
    waiting = PeopleImport.objects.select_for_update().get(pk=people_import.pk)
    if waiting.confirmed_at is None or waiting.done_at or waiting.done != after:
        return
    rows, waiting.rows = waiting.rows[:AT_A_TIME], waiting.rows[AT_A_TIME:]
    before = _people_at([row["email"] for row in rows], by)
    people = {**before, **_welcome([row for row in rows if row["email"] not in before], by=by, at=at)}
    renamed = [person for row in rows if (person := people[row["email"]]).name != row["name"]]
    for row in rows:
        people[row["email"]].name = row["name"]
    Membership.objects.bulk_update(renamed, ["name"])
    waiting.mistakes += _place_all(rows, people, by=by)
    if waiting.write_to_new:
        _tell([person for email, person in people.items() if email not in before], waiting, at=at)
    if not waiting.rows:
        waiting.done_at = at
    waiting.save(update_fields=["rows", "mistakes", "done_at"])
    record("people.imported", waiting, by=by, at=at, lines=len(rows), new=len(people) - len(before))


def _people_at(addresses: Collection[str], by: Membership) -> dict[str, Membership]:
    here = Membership.objects.current().filter(organisation=by.organisation_id, person__email__in=addresses)
    return {person.person.email: person for person in here.select_related("person")}


def _welcome(rows: Sequence[Mapping[str, Any]], *, by: Membership, at: datetime) -> dict[str, Membership]:
    """Make members of those who are none, and accounts for those who have none."""
    addresses = [row["email"] for row in rows]
    accounts = _accounts(addresses)
    if without := [email for email in addresses if email not in accounts]:
        _open_accounts(without, time_zone=by.organisation.time_zone)
        accounts |= _accounts(without)
    members = [
        Membership(
            organisation_id=by.organisation_id,
            person_id=accounts[row["email"]],
            name=row["name"],
            roles=[OrganisationRole.MEMBER],
            started_at=at,
        )
        for row in rows
    ]
    Membership.objects.bulk_create(members, ignore_conflicts=True)  # an invitation may be accepted just now
    return _people_at(addresses, by)


def _accounts(addresses: list[str]) -> dict[str, int]:
    """Accounts by address, of those that have one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, account_of(address) FROM unnest(%s::text[]) address", [addresses])
        return {address: account for address, account in cursor.fetchall() if account is not None}


def _open_accounts(addresses: list[str], *, time_zone: str) -> None:
    """Without a password: whoever reads the mail to that address comes in by a code, and so proves that it is theirs."""
    with scope():  # as at sign-up: an account is of no organisation
        User.objects.bulk_create(
            [User(email=email, password=make_password(None), time_zone=time_zone) for email in addresses],
            ignore_conflicts=True,
        )
        unproved = User.objects.filter(email__in=addresses, emailaddress=None)
        EmailAddress.objects.bulk_create(
            [EmailAddress(user=user, email=user.email, verified=False, primary=True) for user in unproved],
            ignore_conflicts=True,
        )


def _place_all(
    rows: Sequence[Mapping[str, Any]], people: Mapping[str, Membership], *, by: Membership
) -> list[tuple[int, str]]:
    """Write down where they work; what could not be said of a manager who left or was moved meanwhile."""
    lines = lines_of(by.organisation_id)
    managers = {**_people_at({row["manager"] for row in rows} - people.keys(), by), **people}
    positions = {each.membership_id: each for each in Position.objects.filter(membership__in=people.values())}
    changed, mistakes = [], []
    for row in rows:
        person = people[row["email"]]
        position = positions.get(person.pk) or Position(
            organisation_id=person.organisation_id, membership=person, person_id=person.person_id
        )
        for column in ("department", "site", "seniority"):
            setattr(position, column, row[column] or getattr(position, column))
        if row["manager"]:
            manager, before = managers.get(row["manager"]), lines.pop(person.pk, None)
            if manager is not None:
                lines[person.pk] = manager.pk
            if manager is None or is_in_circle(person.pk, lines):
                mistakes.append(
                    (row["line"], _("They came in without %(email)s as their manager.") % {"email": row["manager"]})
                )
                lines.pop(person.pk, None)
                if before is not None:
                    lines[person.pk] = before
            else:
                position.manager = manager
        changed.append(position)
    Position.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["membership"],
        update_fields=["department", "site", "seniority", "manager"],
    )
    return mistakes


def _tell(new: Sequence[Membership], people_import: PeopleImport, *, at: datetime) -> None:
    notify_many(
        Notice.waiting(
            kind="arrival",
            subject=f"membership:{person.pk}",
            occasion=f"import:{people_import.pk}",
            due_at=at,
            organisation=person.organisation_id,
            person=person.person_id,
            acting=person.person_id,
        )
        for person in new
    )
