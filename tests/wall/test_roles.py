"""Nobody makes themselves more than they are: roles, memberships, invitations and settings, in raw SQL.

Each attempt is made in the attacker's own scope, past every view and operation.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from alsweb.lib.tenancy.scope import scope
from organisations import operations
from organisations.models import Invitation, Membership, Organisation, Position, User
from sets import operations as sets
from tests.cast import FOUNDED, NOW, Cast, entering, make_user
from tests.wall.tables import attempt, change, count, fetch, nothing_to, refused, updatable

pytestmark = pytest.mark.django_db

GIVEN = "not yours to give"
NOT_OWNER = ["dora", "alice", "frank", "bob", "erin", "greta", "hugo"]
NEITHER_OWNER_NOR_HR = NOT_OWNER[1:]


def here(cast: Cast, person: User, *roles: str) -> Membership:
    return Membership(
        organisation=cast.harbour, person=person, name="Somebody", roles=list(roles), started_at=NOW - timedelta(days=1)
    )


def own_roles() -> list[str]:
    ((found,),) = fetch("SELECT my_roles()")
    return list(found)


# Giving roles


@pytest.mark.parametrize("role", ["owner", "hr"])
@pytest.mark.parametrize("who", NOT_OWNER)
def test_only_an_owner_gives_owner_and_hr(cast: Cast, who: str, role: str) -> None:
    attacker, friend = getattr(cast, who), make_user("friend@evil.example")
    with entering(attacker):
        for person in (attacker, cast.ines):
            if role not in person.roles:
                theirs, roles = Membership.objects.filter(pk=person.pk), [*person.roles, role]
                refused(lambda theirs=theirs, roles=roles: theirs.update(roles=roles), in_words=GIVEN)
        refused(lambda: here(cast, friend, "member", role).save(force_insert=True), in_words=GIVEN)
    with entering(cast.olga):
        assert Membership.objects.filter(pk=cast.ines.pk).update(roles=["member", role]) == 1


@pytest.mark.parametrize("who", NEITHER_OWNER_NOR_HR)
def test_only_owner_and_hr_let_people_facilitate(cast: Cast, who: str) -> None:
    attacker, friend = getattr(cast, who), make_user("friend@evil.example")
    with entering(attacker):
        for person in (attacker, cast.ines):
            if not person.is_facilitator:
                theirs = Membership.objects.filter(pk=person.pk)
                refused(lambda theirs=theirs: theirs.update(roles=["facilitator", "member"]), in_words=GIVEN)
        refused(lambda: here(cast, friend, "facilitator").save(force_insert=True), in_words=GIVEN)
    with entering(cast.dora):
        assert Membership.objects.filter(pk=cast.ines.pk).update(roles=["facilitator", "member"]) == 1


@pytest.mark.parametrize("role", ["member", "guest"])
def test_whoever_invites_lets_people_take_part(cast: Cast, role: str) -> None:
    friend = make_user("friend@harbour.example")
    with entering(cast.bob):
        here(cast, friend, role).save(force_insert=True)


@pytest.mark.parametrize(
    ("who", "whose"), [("dora", "olga"), ("alice", "dora"), ("bob", "alice"), ("erin", "frank"), ("dora", "alice")]
)
def test_only_an_owner_takes_roles_away(cast: Cast, who: str, whose: str) -> None:
    with entering(getattr(cast, who)):
        others = Membership.objects.filter(pk=getattr(cast, whose).pk)
        refused(lambda: others.update(roles=["member"]), in_words=GIVEN)


def test_a_role_is_given_up_by_asking_an_owner(cast: Cast) -> None:
    with entering(cast.olga):
        assert Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"]) == 1


@pytest.mark.parametrize("role", ["owner", "hr", "facilitator"])
def test_leaving_and_coming_back_gives_no_role(cast: Cast, role: str) -> None:
    """Whoever has left has no roles with which to give any."""
    for who in (cast.erin, cast.charlie):
        with scope(person=who.person_id, organisation=cast.harbour.pk):
            Membership.objects.filter(person=who.person_id).update(ended_at=NOW)
            refused(lambda who=who: here(cast, who.person, role).save(force_insert=True), in_words=GIVEN)


def test_a_former_owner_opens_nothing_again(cast: Cast) -> None:
    with entering(cast.olga):
        Membership.objects.filter(pk=cast.erin.pk).update(roles=["member", "owner"])
    with entering(cast.erin):
        assert Membership.objects.filter(pk=cast.erin.pk).update(ended_at=NOW) == 1
    with entering(cast.erin):
        assert own_roles() == []
        own = Membership.objects.filter(pk=cast.erin.pk)
        for fields in ({"ended_at": None}, {"ended_at": None, "roles": ["owner"]}, {"roles": ["owner"]}):
            nothing_to(lambda fields=fields: own.update(**fields))
        refused(lambda: here(cast, cast.erin.person, "owner").save(force_insert=True), in_words=GIVEN)


@pytest.mark.parametrize("who", ["bob", "hugo"])
def test_a_temporary_table_gives_no_role(cast: Cast, who: str) -> None:
    """Neither the door nor the trigger looks into the caller's temporary tables."""
    attacker = getattr(cast, who)
    with entering(attacker), attempt():
        change(
            "CREATE TEMPORARY TABLE organisations_membership ON COMMIT DROP AS SELECT id, organisation_id, person_id,"
            " '{owner}'::varchar[] AS roles, NULL::timestamptz AS ended_at FROM public.organisations_membership"
        )
        change("GRANT SELECT ON organisations_membership TO PUBLIC")
        assert own_roles() == ["member"]
        refused(
            lambda: change("UPDATE public.organisations_membership SET roles = '{owner}' WHERE id = %s", [attacker.pk]),
            in_words=GIVEN,
        )


@pytest.mark.parametrize("who", NEITHER_OWNER_NOR_HR)
def test_who_has_an_account_is_told_to_those_who_keep_people(cast: Cast, who: str) -> None:
    asked = "SELECT account_of('charlie@northgate.example')"
    with entering(getattr(cast, who)):
        assert fetch(asked) == [(None,)]
    with scope(person=cast.nora.person_id, organisation=cast.harbour.pk):
        assert fetch(asked) == [(None,)]
    with entering(cast.dora):
        assert fetch(asked) == [(cast.charlie.person_id,)]


def test_a_door_reads_no_password() -> None:
    readable = "has_column_privilege('alsweb_door', 'organisations_user', attname, 'SELECT')"
    assert fetch(
        "SELECT array_agg(attname::text ORDER BY attname) FROM pg_attribute WHERE attrelid = 'organisations_user'::regclass"
        f" AND attnum > 0 AND {readable}"
    ) == [(["email", "id", "is_active", "is_staff"],)]


# What a role opens, it opens as long as it is there


def test_a_role_taken_away_opens_nothing_from_then_on(cast: Cast) -> None:
    with entering(cast.dora):
        assert count(Position) == 2
        with entering(cast.olga):
            Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
        assert own_roles() == ["member"]
        assert count(Position) == 0


@pytest.mark.django_db(transaction=True)
def test_a_role_taken_away_opens_nothing_in_the_next_transaction(cast: Cast) -> None:
    """On one connection, whose plans and settings stay."""
    for _ in range(6):  # PostgreSQL may keep a plan from the sixth time on
        with entering(cast.dora):
            assert count(Position) == 2
    with entering(cast.olga):
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    with entering(cast.dora):
        assert own_roles() == ["member"]
        assert count(Position) == 0
    with entering(cast.olga):
        Membership.objects.filter(pk=cast.dora.pk).update(ended_at=NOW)
    with entering(cast.dora):
        assert own_roles() == []


# Ending memberships


@pytest.mark.parametrize(
    ("who", "whose"), [("bob", "dora"), ("alice", "bob"), ("frank", "alice"), ("erin", "olga"), ("dora", "olga")]
)
def test_nobody_ends_a_membership_that_is_not_theirs_to_end(cast: Cast, who: str, whose: str) -> None:
    with entering(getattr(cast, who)):
        refused(lambda: Membership.objects.filter(pk=getattr(cast, whose).pk).update(ended_at=NOW))


@pytest.mark.parametrize(("who", "whose"), [("bob", "bob"), ("dora", "bob"), ("olga", "dora"), ("olga", "olga")])
def test_oneself_hr_and_owner_end_a_membership(cast: Cast, who: str, whose: str) -> None:
    with entering(getattr(cast, who)):
        assert Membership.objects.filter(pk=getattr(cast, whose).pk).update(ended_at=NOW) == 1


# Inviting


@pytest.mark.parametrize("who", ["dora", "alice", "bob", "erin", "greta"])
def test_nobody_invites_in_somebody_elses_name(cast: Cast, who: str) -> None:
    """What an invitation gives is given in the scope of its inviter: in Olga's, any role."""
    with entering(getattr(cast, who)):
        refused(lambda: operations.invite("me@evil.example", roles=["owner"], by=cast.olga, at=NOW))


@pytest.mark.parametrize(
    ("who", "role"), [("bob", "owner"), ("bob", "facilitator"), ("alice", "hr"), ("dora", "owner")]
)
def test_an_invitation_gives_no_more_than_its_inviter_may(cast: Cast, who: str, role: str) -> None:
    user = make_user("me@evil.example")
    with entering(getattr(cast, who)):
        promised = operations.invite(user.email, roles=[role], by=getattr(cast, who), at=NOW)
        refused(lambda: sets.accept(promised, user=user, name="Me", at=NOW), in_words=GIVEN)
        assert Invitation.objects.get(pk=promised.pk).accepted_at is None


# Settings


@pytest.mark.parametrize("who", NOT_OWNER)
def test_only_an_owner_changes_settings(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        for column in updatable(Organisation):
            nothing_to(lambda column=column: change(f"UPDATE organisations_organisation SET {column} = {column}"))
    with entering(cast.olga):
        assert Organisation.objects.update(name="Harbour Trust", retention_days=120, outside_since=FOUNDED) == 1


def test_an_owner_changes_their_own_organisation_alone(cast: Cast) -> None:
    with scope(person=cast.olga.person_id, organisation=cast.northgate.pk):
        nothing_to(lambda: Organisation.objects.update(name="Mine"))
    with entering(cast.olga):
        nothing_to(lambda: Organisation.objects.filter(pk=cast.northgate.pk).update(name="Mine"))


@pytest.mark.parametrize(("days", "stands"), [(0, False), (29, False), (30, True), (3650, True), (3651, False)])
def test_words_are_kept_a_month_at_least_and_ten_years_at_most(cast: Cast, days: int, stands: bool) -> None:
    with entering(cast.olga), attempt() as errors:
        Organisation.objects.update(retention_days=days)
    assert (errors == []) == stands
    assert all(isinstance(each, IntegrityError) for each in errors)
