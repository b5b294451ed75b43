"""What the link in an invitation shows, and to whom it opens."""

from collections.abc import Callable

import pytest
from django.test import Client

from organisations import operations as organisations
from organisations.models import Invitation, Membership, User
from organisations.notices import invitation_link
from sets import operations as sets
from sets.models import SetMembership
from tests.cast import NOW, Cast, entering, make_user

SignedIn = Callable[[User | None], Client]


def _path(invitation: Invitation) -> str:
    return "/invitations/" + invitation_link(invitation).partition("/invitations/")[2]


@pytest.fixture
def invitation(cast: Cast) -> Invitation:
    """Alice asks Ivan into Quay."""
    with entering(cast.alice):
        asked = sets.invite_to_set(cast.quay.learning_set, "ivan@else.example", name="Ivan", by=cast.alice, at=NOW)
    return asked.invitation


def test_nobody_sees_who_invites_and_may_make_an_account(invitation: Invitation, signed_in: SignedIn) -> None:
    browser = signed_in(None)
    page = browser.get(_path(invitation))
    assert page.status_code == 200
    assert "Alice invites you to a set: Quay." in page.content.decode()
    assert browser.session["may_sign_up"] is True


def test_its_person_joins_the_set_once(cast: Cast, invitation: Invitation, signed_in: SignedIn) -> None:
    ivan = make_user("ivan@else.example")
    browser = signed_in(ivan)
    assert browser.post(_path(invitation), {"name": ""}).status_code == 422
    assert browser.post(_path(invitation), {"name": "Ivan Ilyich"}).headers["Location"].endswith("/sets/quay/")
    assert browser.post(_path(invitation), {"name": "Ivan Ilyich"}).status_code == 403
    with entering(cast.alice):
        assert Membership.objects.get(person=ivan).name == "Ivan Ilyich"
        assert SetMembership.objects.current().filter(person=ivan).count() == 1


def test_another_address_is_told_nothing_of_the_organisation(
    cast: Cast, invitation: Invitation, signed_in: SignedIn
) -> None:
    page = signed_in(cast.charlie.person).get(_path(invitation))
    assert page.status_code == 403
    assert "Harbour" not in page.content.decode()
    assert "Quay" not in page.content.decode()


def test_a_link_that_is_not_ours_opens_nothing(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(None).get("/invitations/made-up/").status_code == 403


def test_a_revoked_invitation_says_so_and_lets_nobody_sign_up(
    cast: Cast, invitation: Invitation, signed_in: SignedIn
) -> None:
    with entering(cast.alice):
        organisations.revoke_invitation(invitation, by=cast.alice, at=NOW)
    browser = signed_in(None)
    assert browser.get(_path(invitation)).status_code == 403
    assert "may_sign_up" not in browser.session


def test_an_inviter_who_left_the_set_opens_nothing(cast: Cast, invitation: Invitation, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        seat = SetMembership.objects.current().get(person=cast.alice.person_id, learning_set=cast.quay.learning_set)
        sets.leave_set(seat, by=cast.alice, at=NOW, successor=sets.SELF_RUN)
    ivan = make_user("ivan@else.example")
    assert signed_in(ivan).get(_path(invitation)).status_code == 403
    assert signed_in(ivan).post(_path(invitation), {"name": "Ivan"}).status_code == 403
