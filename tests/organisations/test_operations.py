from datetime import datetime, timedelta

import pytest

from alsweb.lib.tenancy.scope import scope
from organisations import operations
from organisations.models import Event, Invitation, Membership, Organisation
from organisations.operations import Refused
from tests.cast import NOW, Cast, entering, make_user
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db


def invited(cast: Cast, name: str = "hana", *, at: datetime = NOW) -> Invitation:
    with entering(cast.dora):
        return operations.invite(f"{name}@harbour.example", roles=["member"], by=cast.dora, at=at)


def test_two_organisations_of_one_name_get_two_addresses(cast: Cast) -> None:
    user = make_user("second@harbour.example")
    again = operations.found_organisation(user, name="Harbour", own_name="Second", at=NOW)
    assert (cast.harbour.slug, again.slug) == ("harbour", "harbour-2")


def test_a_founder_is_owner_and_nobody_elses_organisation_changes(cast: Cast) -> None:
    user = make_user("founder@new.example")
    new = operations.found_organisation(user, name="New", own_name="Fay", at=NOW)
    with scope(person=user.pk, organisation=new.pk):
        assert [(each.person_id, each.is_owner) for each in Membership.objects.all()] == [(user.pk, True)]
        assert Organisation.objects.get() == new


def test_asking_an_address_twice_sends_the_same_invitation_again(cast: Cast) -> None:
    first, second = invited(cast), invited(cast, at=NOW + timedelta(days=1))
    assert first == second
    assert second.times_sent == 2


def test_a_double_click_sends_one_invitation(cast: Cast) -> None:
    first, second = invited(cast), invited(cast, at=NOW + timedelta(seconds=1))
    assert first == second
    assert second.times_sent == 1


def test_an_address_is_the_same_however_it_is_written(cast: Cast) -> None:
    first = invited(cast)
    with entering(cast.dora):
        again = operations.invite("  HANA@Harbour.example ", roles=["member"], by=cast.dora, at=NOW)
    assert again == first


@pytest.mark.parametrize("why", ["another address", "revoked", "expired", "accepted"])
def test_an_invitation_that_does_not_stand_makes_nobody_a_member(cast: Cast, why: str) -> None:
    invitation = invited(cast)
    user = make_user("other@harbour.example" if why == "another address" else "hana@harbour.example")
    at = NOW
    with entering(cast.dora):
        if why == "revoked":
            assert operations.revoke_invitation(invitation, by=cast.dora, at=NOW)
        if why == "expired":
            at = NOW + operations.INVITATION_LASTS
        if why == "accepted":
            operations.accept_invitation(invitation, user=user, name="", at=NOW)
        before = Membership.objects.count()
        with pytest.raises(Refused):
            operations.accept_invitation(invitation, user=user, name="", at=at)
        assert Membership.objects.count() == before


def test_sending_again_does_not_revive_what_was_revoked(cast: Cast) -> None:
    invitation = invited(cast)
    with entering(cast.dora):
        operations.revoke_invitation(invitation, by=cast.dora, at=NOW)
        again = operations.resend_invitation(invitation, by=cast.dora, at=NOW)
        assert again.revoked_at == NOW
        assert again.times_sent == 1
        assert not operations.revoke_invitation(invitation, by=cast.dora, at=NOW + timedelta(days=1))


def test_accepting_keeps_the_roles_one_has(cast: Cast) -> None:
    with entering(cast.olga):
        invitation = operations.invite("dora@harbour.example", roles=["member"], by=cast.olga, at=NOW)
        operations.accept_invitation(invitation, user=cast.dora.person, name="", at=NOW)
        assert Membership.objects.current().get(person=cast.dora.person_id).roles == ["hr", "member"]


def test_the_last_owner_stays_one(cast: Cast) -> None:
    with entering(cast.olga):
        with pytest.raises(Refused):
            operations.change_roles(cast.olga, ["member"], by=cast.olga, at=NOW)
        operations.change_roles(cast.dora, ["hr", "owner"], by=cast.olga, at=NOW)
        operations.change_roles(cast.olga, [], by=cast.olga, at=NOW)
        assert Membership.objects.get(pk=cast.olga.pk).roles == ["member"]


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_twice_at_once_makes_one_member(cast: Cast) -> None:
    invitation, user = invited(cast), make_user("hana@harbour.example")

    def accept() -> Membership:
        return operations.accept_invitation(invitation, user=user, name="Hana", at=NOW)

    found = at_once(*[(cast.dora, accept)] * 4)
    assert len([each for each in found if isinstance(each, Membership)]) == 1
    assert len([each for each in found if isinstance(each, Refused)]) == 3
    with entering(cast.dora):
        assert Membership.objects.filter(person=user).count() == 1
        assert Event.objects.filter(kind="invitation.accepted", subject=f"invitation:{invitation.pk}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_revoked_while_being_accepted_is_one_or_the_other(cast: Cast) -> None:
    invitation, user = invited(cast), make_user("hana@harbour.example")
    accepted, revoked = held_up(
        (cast.dora, lambda: operations.accept_invitation(invitation, user=user, name="", at=NOW)),
        (cast.olga, lambda: operations.revoke_invitation(invitation, by=cast.olga, at=NOW)),
    )
    assert isinstance(accepted, Membership)
    assert revoked is False


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_step_back_at_once_leave_one(cast: Cast) -> None:
    with entering(cast.olga):
        operations.change_roles(cast.dora, ["hr", "owner"], by=cast.olga, at=NOW)
    at_once(
        (cast.olga, lambda: operations.change_roles(cast.olga, ["member"], by=cast.olga, at=NOW)),
        (cast.dora, lambda: operations.change_roles(cast.dora, ["hr"], by=cast.dora, at=NOW)),
    )
    with entering(cast.olga):
        assert Membership.objects.current().filter(roles__contains=["owner"]).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_foundings_of_one_name_at_once_get_two_addresses(cast: Cast) -> None:
    """The second meets the first's address before it is committed."""
    users = [make_user(f"founder{number}@new.example") for number in range(2)]
    found = held_up(
        (cast.dora, lambda: operations.found_organisation(users[0], name="New", own_name="A", at=NOW)),
        (cast.olga, lambda: operations.found_organisation(users[1], name="New", own_name="B", at=NOW)),
    )
    assert [type(each) for each in found] == [Organisation, Organisation]
    assert {each.slug for each in found} == {"new", "new-2"}
