"""Drill 23: whoever is outside a set tries to become able to read it.

Each attempt is made as the web acts, in the attacker's own scope, and must be refused by PostgreSQL or
change nothing; afterwards the attacker still reads no word and no set fact of the set.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from organisations import operations
from organisations.models import Event, Invitation, Membership, User
from sets.models import GroundRulesWords, JoinRequest, LearningSet, SetInvitation, SetKey, SetMembership, SetRole
from tests.cast import FOUNDED, NOW, Cast, entering, make_user
from tests.wall.tables import (
    INNER,
    attempt,
    change,
    count,
    fetch,
    name,
    nothing_to,
    put,
    refused,
    row_as_json,
    updatable,
)

pytestmark = pytest.mark.django_db

NUDGES = "SELECT person_id FROM nudges_due(%s, %s, '[]')"
OUTSIDERS = ["dora", "olga", "erin", "frank", "greta"]
Seeding = Callable[[], AbstractContextManager[None]]


def may_read(cast: Cast) -> dict[str, int]:
    """What can be read of Quay beyond the reader's own rows, and of its key by who was never in it."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_person()")
        (me,) = cursor.fetchone() or (None,)
    for model in INNER:
        columns = {field.column for field in model._meta.fields}
        own = next((column for column in ("author_id", "person_id") if column in columns), None)
        if name(model) == "sets_setkey" and me == cast.greta.person_id:
            continue  # a leaver keeps their own words, and so the key
        elsewhere = f" AND {own} IS DISTINCT FROM {me}" if own else ""
        rows = count(model, f"learning_set_id = {cast.quay.learning_set.pk}{elsewhere}")
        if rows:
            found[name(model)] = rows
    return found


@contextmanager
def outside(cast: Cast, who: str) -> Iterator[Membership]:
    """In the scope of an outsider, who reads nothing of Quay before and nothing after."""
    attacker = getattr(cast, who)
    with entering(attacker):
        assert may_read(cast) == {}
        yield attacker
        assert may_read(cast) == {}
    with entering(attacker):
        assert may_read(cast) == {}


def seat_of(cast: Cast, who: Membership, **fields: object) -> SetMembership:
    seat = {
        "learning_set": cast.quay.learning_set,
        "membership": who,
        "person_id": who.person_id,
        "role": SetRole.MEMBER,
        "started_at": NOW,
    }
    return SetMembership(organisation_id=cast.harbour.pk, **{**seat, **fields})


def test_there_is_something_to_read(cast: Cast) -> None:
    with entering(cast.alice):
        of_others = may_read(cast).keys()
    with entering(cast.bob):
        assert of_others | may_read(cast).keys() == {name(model) for model in INNER}


# Joining


@pytest.mark.parametrize("role", SetRole.values)
@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_seats_themselves(cast: Cast, who: str, role: str) -> None:
    with outside(cast, who) as attacker:
        refused(lambda: seat_of(cast, attacker, role=role).save(force_insert=True))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_seats_a_friend(cast: Cast, who: str) -> None:
    with outside(cast, who):
        refused(lambda: seat_of(cast, cast.erin, started_at=None).save(force_insert=True))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_an_emptied_set_is_not_entered_anew(cast: Cast, who: str) -> None:
    with outside(cast, who) as attacker, attempt():
        SetMembership.objects.filter(learning_set=cast.quay.learning_set).update(ended_at=NOW)
        refused(lambda: seat_of(cast, attacker).save(force_insert=True))
        assert may_read(cast) == {}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_seats_are_never_removed(cast: Cast, who: str) -> None:
    with outside(cast, who):
        refused(lambda: change("DELETE FROM sets_setmembership"))


@pytest.mark.parametrize("who", ["dora", "greta", "bob"])
def test_a_seat_is_not_handed_to_somebody_else(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        for column in ("person_id", "membership_id", "learning_set_id", "organisation_id", "id"):
            refused(lambda column=column: change(f"UPDATE sets_setmembership SET {column} = {column} + 1"))


def test_who_has_left_does_not_come_back_alone(cast: Cast) -> None:
    with outside(cast, "greta") as greta:
        nothing_to(lambda: SetMembership.objects.filter(person=greta.person_id).update(ended_at=None))
        nothing_to(lambda: SetMembership.objects.filter(person=greta.person_id).update(ended_at=None, started_at=NOW))


@pytest.mark.parametrize("who", ["dora", "olga", "erin", "frank"])
def test_nobody_outside_brings_a_leaver_back(cast: Cast, who: str) -> None:
    with outside(cast, who):
        nothing_to(lambda: SetMembership.objects.filter(person=cast.greta.person_id).update(ended_at=None))


def test_a_member_of_another_set_does_not_move_over(cast: Cast) -> None:
    with outside(cast, "erin"):
        refused(
            lambda: SetMembership.objects.filter(person=cast.erin.person_id).update(learning_set=cast.quay.learning_set)
        )


def test_a_set_of_another_organisation_is_not_entered_through_ones_own(cast: Cast) -> None:
    """Founding an organisation costs nothing; a seat in it must not count for somebody else's set."""
    with entering(cast.nora):
        refused(
            lambda: SetMembership.objects.create(
                organisation=cast.northgate,
                learning_set_id=cast.quay.learning_set.pk,
                membership=cast.nora,
                person_id=cast.nora.person_id,
                role=SetRole.FACILITATOR,
                started_at=NOW,
            ),
        )
    with scope(person=cast.nora.person_id, organisation=cast.harbour.pk):
        assert may_read(cast) == {}


@pytest.mark.parametrize("who", ["erin", "frank", "greta", "hugo"])
def test_nobody_ends_somebody_elses_seat_from_outside(cast: Cast, who: str) -> None:
    with outside(cast, who):
        refused(lambda: SetMembership.objects.filter(person=cast.bob.person_id).update(ended_at=NOW))
        assert SetMembership.objects.current().filter(person=cast.bob.person_id).exists()


@pytest.mark.parametrize("who", ["bob", "alice", "dora", "olga"])
def test_oneself_the_circle_and_hr_end_a_seat(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        assert SetMembership.objects.filter(person=cast.bob.person_id).update(ended_at=NOW) == 1


@pytest.mark.parametrize("who", ["alice", "bob", "greta", "dora", "olga"])
def test_a_seat_that_ended_stays_as_it_was(cast: Cast, who: str) -> None:
    """Who was there when does not change afterwards, whoever asks."""
    greta = SetMembership.objects.filter(person=cast.greta.person_id)
    with entering(getattr(cast, who)):
        assert greta.exists()
        for fields in ({"started_at": NOW}, {"ended_at": NOW}, {"role": SetRole.FACILITATOR}):
            nothing_to(lambda fields=fields: greta.update(**fields))


def test_a_seat_is_on_its_persons_own_membership(cast: Cast) -> None:
    """Or somebody would be let in under somebody else's name."""
    with entering(cast.alice):
        refused(
            lambda: seat_of(cast, cast.erin, person_id=cast.frank.person_id).save(force_insert=True),
            in_words="set_membership_member_here",
        )


# Into a set that nobody is in yet


def seats(cast: Cast, *people: Membership) -> list[SetMembership]:
    return [seat_of(cast, each, learning_set=cast.slipway.learning_set) for each in people]


@pytest.mark.parametrize("who", ["alice", "bob", "erin", "frank", "greta", "hugo", "ines"])
def test_nobody_sits_down_in_a_set_that_others_are_forming(cast: Cast, who: str) -> None:
    """Hugo has said yes and Frank forms a set of his own; neither is let in by that."""
    attacker = getattr(cast, who)
    with entering(attacker):
        for role in SetRole.values:
            refused(
                lambda role=role: seat_of(cast, attacker, learning_set=cast.slipway.learning_set, role=role).save(
                    force_insert=True
                )
            )


@pytest.mark.parametrize("who", ["dora", "olga"])
def test_who_forms_a_set_seats_its_first_once_and_nobody_after(cast: Cast, who: str) -> None:
    builder = getattr(cast, who)
    with entering(builder):
        SetMembership.objects.bulk_create(seats(cast, cast.hugo, cast.erin))
        for late in (builder, cast.bob):
            refused(lambda late=late: SetMembership.objects.bulk_create(seats(cast, late)))
        SetMembership.objects.filter(learning_set=cast.slipway.learning_set).update(ended_at=NOW)
        refused(lambda: SetMembership.objects.bulk_create(seats(cast, builder)))
        assert not SetKey.objects.filter(learning_set=cast.slipway.learning_set).exists()


def test_a_founder_who_left_forms_the_set_no_longer(cast: Cast) -> None:
    """Alice founded Quay and was in it from the first day."""
    quay = cast.quay.learning_set
    with entering(cast.alice):
        assert fetch("SELECT sets_i_form()") == [([quay.pk],)]
        SetMembership.objects.filter(learning_set=quay, person=cast.alice.person_id).update(ended_at=NOW)
        assert fetch("SELECT sets_i_form()") == [([],)]
        nothing_to(lambda: LearningSet.objects.filter(pk=quay.pk).update(closed_at=NOW))
        refused(lambda: seat_of(cast, cast.alice).save(force_insert=True))
        assert not JoinRequest.objects.exists()


# Inside the set, but not its facilitator


def test_a_member_does_not_make_themselves_facilitator(cast: Cast) -> None:
    with entering(cast.bob):
        refused(lambda: SetMembership.objects.filter(person=cast.bob.person_id).update(role=SetRole.FACILITATOR))


def test_a_member_does_not_admit_a_facilitator(cast: Cast) -> None:
    with entering(cast.bob):
        refused(lambda: seat_of(cast, cast.erin, role=SetRole.FACILITATOR).save(force_insert=True))


def test_the_circle_may_admit(cast: Cast) -> None:
    with entering(cast.bob):
        seat_of(cast, cast.erin).save(force_insert=True)
    with entering(cast.alice):
        seat_of(cast, cast.frank, role=SetRole.FACILITATOR).save(force_insert=True)
    with entering(cast.frank):
        assert may_read(cast)


# Inviting


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_opens_the_set_to_an_invitation(cast: Cast, who: str) -> None:
    with entering(cast.alice):
        invitation = operations.invite(f"{who}@evil.example", roles=["member"], by=cast.alice, at=NOW)
    with outside(cast, who) as attacker:
        for inviter in (attacker.person_id, cast.alice.person_id):
            refused(
                lambda inviter=inviter: SetInvitation.objects.create(
                    organisation=cast.harbour,
                    invitation=invitation,
                    learning_set=cast.quay.learning_set,
                    invited_by_person_id=inviter,
                )
            )


@pytest.mark.parametrize("who", ["dora", "greta", "alice"])
def test_an_invitation_keeps_its_address_and_its_inviter(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        for column in ("email", "roles", "name", "invited_by_id", "invited_at", "organisation_id", "id"):
            refused(lambda column=column: change(f"UPDATE organisations_invitation SET {column} = {column}"))


@pytest.mark.parametrize("who", [*OUTSIDERS, "alice"])
def test_an_accepted_invitation_is_not_opened_again(cast: Cast, who: str) -> None:
    """Greta left; her old invitation in Alice's name must not let her in once more."""
    with entering(getattr(cast, who)):
        old = Invitation.objects.get(email="greta@harbour.example")
        assert old.accepted_at
        with attempt():
            changed = Invitation.objects.filter(pk=old.pk).update(accepted_at=None, expires_at=NOW + timedelta(days=99))
            assert changed == 0


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_revoked_invitation_is_not_revived(cast: Cast, who: str) -> None:
    with entering(cast.alice):
        assert Invitation.objects.filter(pk=cast.quay.waiting.pk).update(revoked_at=NOW) == 1
    with entering(getattr(cast, who)), attempt():
        assert Invitation.objects.filter(pk=cast.quay.waiting.pk).update(revoked_at=None) == 0


@pytest.mark.parametrize("who", ["dora", "olga", "erin", "frank", "greta"])
def test_an_invitation_to_the_set_is_not_pointed_elsewhere(cast: Cast, who: str) -> None:
    with outside(cast, who):
        assert not SetInvitation.objects.filter(learning_set=cast.quay.learning_set).exists()
        refused(lambda: change("UPDATE sets_setinvitation SET role = 'facilitator'"))
        refused(lambda: change("DELETE FROM sets_setinvitation"))


# Becoming somebody who is in it


@pytest.mark.parametrize("who", [*OUTSIDERS, "charlie"])
def test_an_account_is_changed_by_its_person_alone(cast: Cast, who: str) -> None:
    attacker = getattr(cast, who)
    with entering(attacker):
        for fields in ({"email": "mine@evil.example"}, {"password": "known"}, {"is_active": False}, {"is_staff": True}):
            with attempt():
                assert User.objects.exclude(pk=attacker.person_id).update(**fields) == 0
        with attempt():
            assert change("DELETE FROM organisations_user") == 0


def test_accounts_of_other_organisations_are_not_there(cast: Cast) -> None:
    """An account holds an address and a password hash; one organisation's scope reads its own people's only."""
    with entering(cast.dora):
        seen = set(User.objects.values_list("email", flat=True))
        assert "bob@harbour.example" in seen
        assert {address for address in seen if not address.endswith("@harbour.example")} == set()
    with scope(person=cast.dora.person_id, role=Role.ME):
        assert User.objects.get().pk == cast.dora.person_id
    assert User.objects.filter(pk=cast.charlie.person_id).exists()  # signing in asks before anybody is known


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_gives_somebody_else_an_address(cast: Cast, who: str) -> None:
    """A second, verified address on Bob's account would receive Bob's sign-in codes."""
    bob = cast.bob.person_id
    with outside(cast, who) as attacker:
        refused(lambda: EmailAddress.objects.create(user_id=bob, email="mine@evil.example", verified=True))
        with attempt():
            assert EmailAddress.objects.filter(user_id=bob).update(email="mine@evil.example") == 0
        with attempt():
            assert EmailAddress.objects.filter(user_id=bob).delete()[0] == 0
        with attempt() as errors:
            EmailAddress.objects.filter(user_id=attacker.person_id).update(user_id=bob)
        assert errors


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_gives_somebody_else_a_passkey_or_takes_theirs(cast: Cast, who: str) -> None:
    bob = cast.bob.person_id
    Authenticator.objects.create(user_id=bob, type=Authenticator.Type.TOTP, data={})
    with outside(cast, who):
        refused(lambda: Authenticator.objects.create(user_id=bob, type=Authenticator.Type.WEBAUTHN, data={}))
        with attempt():
            assert Authenticator.objects.filter(user_id=bob).delete()[0] == 0
        assert not Authenticator.objects.filter(user_id=bob).exists()


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_takes_over_a_signed_in_browser(cast: Cast, who: str) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    browser = SessionStore()
    browser["_auth_user_id"] = str(cast.bob.person_id)
    browser.save()
    with outside(cast, who):
        assert fetch("SELECT session_key FROM django_session") == []


def test_staff_have_no_key_to_any_set(cast: Cast) -> None:
    stan = cast.stan.pk
    for organisation in (None, cast.harbour.pk, cast.northgate.pk):
        with scope(person=stan, organisation=organisation):
            assert may_read(cast) == {}
            refused(
                lambda: SetMembership.objects.create(
                    organisation=cast.harbour,
                    learning_set=cast.quay.learning_set,
                    membership=cast.dora,
                    person_id=stan,
                    role=SetRole.MEMBER,
                    started_at=NOW,
                )
            )
            assert may_read(cast) == {}


def test_more_rights_in_the_organisation_are_no_rights_in_the_set(cast: Cast) -> None:
    with entering(cast.olga):
        assert Membership.objects.filter(pk=cast.erin.pk).update(roles=["owner", "hr", "facilitator"]) == 1
    with entering(cast.erin):
        assert may_read(cast) == {}


# The key, the words and the set itself


@pytest.mark.parametrize("who", ["dora", "olga", "erin", "frank"])
def test_nobody_outside_reads_plants_or_removes_a_key(cast: Cast, who: str) -> None:
    quay = cast.quay.learning_set.pk
    with outside(cast, who):
        assert not SetKey.objects.filter(learning_set=quay).exists()
        refused(lambda: SetKey.objects.create(organisation=cast.harbour, learning_set_id=quay, wrapped=b"mine"))
        refused(lambda: change("UPDATE sets_setkey SET wrapped = ''"))
        refused(lambda: change("DELETE FROM sets_setkey"))


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_outside_has_words_erased(cast: Cast, who: str, seeding: Seeding) -> None:
    """Not while the set runs, not by giving a later date, not by closing it first."""
    quay = cast.quay.learning_set.pk
    with outside(cast, who):
        refused(lambda: fetch("SELECT erase_words(%s, '2999-01-01')", [quay]), in_words="may not be erased")
        with attempt():
            LearningSet.objects.filter(pk=quay).update(closed_at=FOUNDED)
            change("UPDATE organisations_organisation SET retention_days = 0")
            refused(lambda: fetch("SELECT erase_words(%s, '2999-01-01')", [quay]), in_words="may not be erased")
    with seeding():
        assert GroundRulesWords.objects.filter(learning_set=quay).exists()


@pytest.mark.parametrize("who", ["dora", "greta", "bob", "alice"])
def test_a_row_of_the_circle_is_never_moved(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        for model in INNER:
            home = {"organisation_id", "learning_set_id", "person_id", "author_id", str(model._meta.pk.column)}
            for column in sorted(home & {field.column for field in model._meta.fields}):
                refused(partial(change, f'UPDATE "{name(model)}" SET "{column}" = "{column}"'))


@pytest.mark.parametrize("who", ["dora", "olga", "erin", "frank"])
def test_nothing_is_changed_or_removed_from_outside(cast: Cast, who: str, seeding: Seeding) -> None:
    quay = cast.quay.learning_set.pk

    def all_rows() -> list[list[tuple[object, ...]]]:
        with seeding():
            return [
                fetch(f'SELECT t::text FROM "{name(model)}" t WHERE learning_set_id = {quay} ORDER BY 1')
                for model in INNER
            ]

    before = all_rows()
    assert all(before)
    with outside(cast, who):
        for model in INNER:
            for column in updatable(model):
                assert change(f'UPDATE "{name(model)}" SET "{column}" = "{column}" WHERE learning_set_id = {quay}') == 0
            with attempt() as errors:
                assert change(f'DELETE FROM "{name(model)}" WHERE learning_set_id = {quay}') == 0
            assert not errors or "permission denied" in str(errors[0])
    assert all_rows() == before


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_set_is_not_re_homed(cast: Cast, who: str) -> None:
    with outside(cast, who):
        for column in ("id", "organisation_id", "founded_by_id", "slug"):
            refused(lambda column=column: change(f"UPDATE sets_learningset SET {column} = {column}"))


@pytest.mark.parametrize("who", ["erin", "frank", "greta", "hugo", "charlie"])
def test_a_set_is_not_changed_or_closed_from_outside(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        for learning_set in (cast.quay.learning_set, cast.slipway.learning_set):
            for column in updatable(LearningSet):
                nothing_to(
                    partial(change, f"UPDATE sets_learningset SET {column} = {column} WHERE id = %s", [learning_set.pk])
                )


def test_a_set_is_founded_by_whoever_may_found_sets(cast: Cast, seeding: Seeding) -> None:
    """A set of one's own would let one ask about those whom one could propose."""
    with seeding():
        row = row_as_json(LearningSet, "slug = 'quay'")
    for who in ("bob", "erin", "greta", "hugo", "charlie"):
        with entering(getattr(cast, who)):
            refused(lambda: put(LearningSet, row, id=900_000_001))


@pytest.mark.parametrize("who", [*OUTSIDERS, "charlie"])
def test_what_a_leaver_or_outsider_writes_does_not_reach_the_set(cast: Cast, who: str, seeding: Seeding) -> None:
    """Words are hung on a fact of the set only from inside it."""
    quay = cast.quay
    with seeding():
        row = row_as_json(GroundRulesWords, "learning_set_id = %s", [quay.learning_set.pk])
        GroundRulesWords.objects.filter(rules=quay.rules).delete()
    attacker = getattr(cast, who)
    with scope(person=attacker.person_id, organisation=cast.harbour.pk):
        refused(lambda: put(GroundRulesWords, row, author_id=attacker.person_id))


# Past the doors


@pytest.mark.parametrize("who", OUTSIDERS)
def test_a_temporary_table_does_not_stand_in_for_the_gate(cast: Cast, who: str) -> None:
    """my_sets() must not look into the caller's temporary tables, whatever they are called."""
    with outside(cast, who) as attacker, attempt():
        change(
            "CREATE TEMPORARY TABLE sets_setmembership ON COMMIT DROP AS SELECT %s::bigint person_id,"
            " %s::bigint learning_set_id, 'facilitator'::text AS role, now() started_at, NULL::timestamptz ended_at",
            [attacker.person_id, cast.quay.learning_set.pk],
        )
        change("GRANT SELECT ON sets_setmembership TO PUBLIC")
        assert may_read(cast) == {}


@pytest.mark.parametrize("role", [Role.DOOR, "alsweb_owner", "postgres"])
@pytest.mark.django_db(transaction=True)
def test_the_runtime_login_takes_no_stronger_role(cast: Cast, role: str) -> None:
    import psycopg

    from tests.wall.logins import runtime

    with runtime() as login, pytest.raises(psycopg.errors.InsufficientPrivilege):
        login.execute(f"SET ROLE {role}")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_the_planners_doors_tell_nothing_inside_an_organisation(cast: Cast, who: str) -> None:
    """Who has an open action, and since when, is a set fact; the planner asks outside every scope."""
    with outside(cast, who):
        assert fetch(NUDGES, [NOW, NOW.date()]) == []
        assert fetch("SELECT * FROM reminders_due('2027-01-20Z', 400, 400)") == []
        assert fetch("SELECT * FROM reminder_drafts_due('2027-01-20Z', 400, 400)") == []
        assert fetch("SELECT * FROM welcomes_due('2027-01-20Z', '2027-01-26Z')") == []
        assert fetch("SELECT * FROM join_requests_due('-infinity', 'infinity')") == []
        assert fetch("SELECT * FROM proposals_unanswered('-infinity', 'infinity', 'infinity')") == []
    assert fetch(NUDGES, [NOW, NOW.date()]) != []
    assert fetch("SELECT person_id FROM join_requests_due('-infinity', 'infinity')") != []
    assert fetch("SELECT person_id FROM reminders_due('2027-01-20Z', 400, 400)") != []
    assert fetch("SELECT person_id FROM reminder_drafts_due('2027-01-20Z', 400, 400)") != []
    # who has declined is among them, so that the planner cannot tell a no from silence
    unanswered = {
        person for (person,) in fetch("SELECT person_id FROM proposals_unanswered('-infinity', 'infinity', 'infinity')")
    }
    assert cast.ines.person_id in unanswered


def test_a_newcomer_by_their_own_making_sees_nothing(cast: Cast) -> None:
    """An account that nobody invited, acting in somebody's organisation by mistake of the code."""
    mallory = make_user("mallory@evil.example")
    with scope(person=mallory.pk, organisation=cast.harbour.pk):
        assert may_read(cast) == {}
        row = {"organisation": cast.harbour, "person": mallory, "name": "Mallory", "started_at": NOW}
        refused(lambda: Membership.objects.create(**row, roles=["owner"]), in_words="not yours to give")
        Membership.objects.create(**row, roles=["member"])
        assert may_read(cast) == {}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_history_is_only_added_to(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        assert Event.objects.exists()
        refused(lambda: Event.objects.update(kind="nothing.happened"))
        refused(lambda: change("DELETE FROM organisations_event"))
