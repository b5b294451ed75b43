"""People of other organisations in a host's set: what crosses the border, and what does not."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from alsweb.lib import tokens
from organisations import operations as organisations
from organisations.models import Invitation, Membership, User
from organisations.notices import PURPOSE, invitation_link
from sessions import operations as sessions
from sessions.models import Answer, Mark
from sets import operations, queries
from sets.models import JoinRequest, LearningSet, SetInvitation, SetMembership
from tests.cast import AFTER_FIRST, FOUNDED, HELD_ON, NINE, NOW, Cast, entering, make_user
from tests.sets.test_directory import announce, open_to_others
from tests.sets.test_requests import ask, grant, nobody_asks
from tests.wall.tables import fetch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures(nobody_asks.__name__)]
SignedIn = Callable[[User | None], Client]
AT_HOST = "Chas Visitor"
"""Charlie's name at Harbour; at home he is Charlie."""


def link(invitation: Invitation) -> str:
    return "/invitations/" + invitation_link(invitation).partition("/invitations/")[2]


@pytest.fixture
def invited(cast: Cast) -> SetInvitation:
    """Alice asks Charlie of Northgate into Quay, as a guest."""
    with entering(cast.alice):
        return operations.invite_to_set(
            cast.quay.learning_set, cast.charlie.person.email, guest=True, by=cast.alice, at=NOW
        )


def come_in(cast: Cast, invited: SetInvitation, *, home: int | None) -> Membership:
    with entering(cast.alice):
        operations.accept(invited.invitation, user=cast.charlie.person, name=AT_HOST, home=home, at=FOUNDED)
        return Membership.objects.select_related("person", "organisation").get(name=AT_HOST)


def meet(cast: Cast, guest: Membership) -> None:
    """Quay meets three times more: the guest came, apologised, and stayed away."""
    with entering(cast.alice):
        for number, mark in enumerate((Mark.CAME, Mark.APOLOGISED, Mark.ABSENT), start=1):
            session = sessions.plan_session(
                cast.quay.learning_set,
                day=HELD_ON - timedelta(days=number),
                at_time=NINE,
                minutes=90,
                place="",
                video_link="",
                by=cast.alice,
                at=FOUNDED,
            )
            if number == 2:
                with entering(guest):
                    sessions.answer_session(session, answer=Answer.CANNOT, by=guest, at=FOUNDED)
            sessions.mark_attendance(session, {cast.charlie.person_id: mark}, by=cast.alice, at=AFTER_FIRST)


@pytest.fixture
def guest(cast: Cast, invited: SetInvitation) -> Membership:
    """Charlie is Alice's guest, says that he comes from Northgate, and has come once."""
    member = come_in(cast, invited, home=cast.northgate.pk)
    meet(cast, member)
    return member


# Coming in


def test_a_guest_says_on_the_page_where_they_come_from(cast: Cast, invited: SetInvitation, signed_in: SignedIn) -> None:
    client, url = signed_in(cast.charlie.person), link(invited.invitation)
    page = client.get(url).content.decode()
    assert "Their HR sees whether you came, nothing else." in page
    assert "Northgate" in page
    typed = {"name": AT_HOST, "home": str(cast.northgate.pk)}
    assert client.post(url, typed).headers["Location"].endswith("/o/harbour/sets/quay/")
    with entering(cast.alice):
        member = Membership.objects.get(person=cast.charlie.person)
    assert (member.name, member.roles, member.home_organisation_id) == (AT_HOST, ["guest"], cast.northgate.pk)


@pytest.mark.parametrize("home", ["", None])
def test_a_guest_may_keep_to_themselves_where_they_work(
    cast: Cast, invited: SetInvitation, signed_in: SignedIn, home: str | None
) -> None:
    typed = {"name": AT_HOST, **({} if home is None else {"home": home})}
    assert signed_in(cast.charlie.person).post(link(invited.invitation), typed).status_code == 302
    with entering(cast.alice):
        assert Membership.objects.get(person=cast.charlie.person).home_organisation_id is None


def test_a_guest_comes_from_no_organisation_but_their_own(
    cast: Cast, invited: SetInvitation, signed_in: SignedIn
) -> None:
    other = organisations.found_organisation(make_user("olaf@pier.example"), name="Pier", own_name="Olaf", at=FOUNDED)
    client, url = signed_in(cast.charlie.person), link(invited.invitation)
    assert "Pier" not in client.get(url).content.decode()
    for home in (other.pk, cast.harbour.pk, "x"):
        assert client.post(url, {"name": AT_HOST, "home": str(home)}).status_code == 422


def test_somebody_who_works_nowhere_here_is_not_asked_where(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        asked = operations.invite_to_set(cast.quay.learning_set, "ines@else.example", guest=True, by=cast.alice, at=NOW)
    client = signed_in(make_user("ines@else.example"))
    assert "Where do you come from?" not in client.get(link(asked.invitation)).content.decode()
    assert client.post(link(asked.invitation), {"name": "Ines"}).status_code == 302


def test_a_colleague_does_not_become_a_guest(cast: Cast) -> None:
    with entering(cast.alice):
        asked = operations.invite_to_set(
            cast.quay.learning_set, cast.erin.person.email, guest=True, by=cast.alice, at=NOW
        )
        operations.accept(asked.invitation, user=cast.erin.person, name="", at=NOW)
        assert Membership.objects.get(pk=cast.erin.pk).roles == ["member"]


def test_a_facilitator_invites_guests_by_the_form(cast: Cast, signed_in: SignedIn) -> None:
    url = reverse("sets:invite", args=["harbour", "quay"])
    typed = {"addresses": "kim@else.example", "guests": "on"}
    assert signed_in(cast.alice.person).post(url, typed).status_code == 302
    with entering(cast.alice):
        assert Invitation.objects.get(email="kim@else.example").roles == ["guest"]


def test_a_request_from_elsewhere_becomes_an_invitation_as_a_guest(cast: Cast, signed_in: SignedIn) -> None:
    open_to_others(cast.nora)
    open_to_others(cast.olga)
    announce(cast.quay, outside=True)
    request = ask(cast.charlie, cast.quay.learning_set, name=AT_HOST)
    with entering(cast.alice):
        assert [each.name for each in queries.waiting_requests(cast.quay.learning_set)] == [AT_HOST]
    with entering(cast.nora):
        assert not JoinRequest.objects.filter(pk=request.pk).exists()
    assert grant(request, cast.alice)
    with entering(cast.alice):
        invitation = Invitation.objects.get(email=cast.charlie.person.email)
        assert (invitation.roles, invitation.home_organisation_id) == (["guest"], cast.northgate.pk)
        assert queries.places_of(cast.quay.learning_set, at=NOW).promised == 2
        url = link(invitation)
    client = signed_in(cast.charlie.person)
    find = reverse("sets:find", args=["northgate"])
    assert "the invitation came by mail" in client.get(find).content.decode()
    typed = {"name": AT_HOST, "home": str(cast.northgate.pk)}
    assert client.post(url, typed).status_code == 302
    with entering(cast.alice):
        assert Membership.objects.get(person=cast.charlie.person).roles == ["guest"]
        assert SetMembership.objects.current().filter(person=cast.charlie.person).count() == 1


def test_asking_elsewhere_needs_the_name_by_which_one_wants_to_be_known(cast: Cast, signed_in: SignedIn) -> None:
    open_to_others(cast.nora)
    open_to_others(cast.olga)
    entry = announce(cast.quay, outside=True)
    client, url = signed_in(cast.charlie.person), reverse("sets:entry", args=["northgate", entry.token])
    assert 'value="Charlie"' not in client.get(url).content.decode()
    refused = client.post(url, {"hope": "To be braver"})
    assert refused.status_code == 422
    assert "To be braver" in refused.content.decode()
    assert client.post(url, {"hope": "To be braver", "name": AT_HOST}).status_code == 302
    page = signed_in(cast.alice.person).get(reverse("sets:requests", args=["harbour", "quay"])).content.decode()
    assert AT_HOST in page
    assert "would be your guest" in page
    assert "Northgate" not in page


# In the host's set


def test_the_host_sees_a_guest_like_anybody(cast: Cast, guest: Membership, signed_in: SignedIn) -> None:
    page = signed_in(cast.bob.person).get(reverse("pages:set", args=["harbour", "quay"])).content.decode()
    assert AT_HOST in page
    assert ">guest<" in page


def test_a_guest_reads_the_set_and_nothing_else_of_the_host(cast: Cast, guest: Membership, signed_in: SignedIn) -> None:
    client = signed_in(cast.charlie.person)
    assert client.get(reverse("pages:set", args=["harbour", "quay"])).status_code == 200
    assert client.get(reverse("pages:set", args=["harbour", "lighthouse"])).status_code == 404
    for page in ("organisations:people", "reports:participation", "sets:find", "sets:new"):
        assert client.get(reverse(page, args=["harbour"])).status_code == 403


# What the home organisation sees


def test_home_hr_sees_whether_its_people_came_by_the_name_they_have_at_home(
    cast: Cast, guest: Membership, signed_in: SignedIn
) -> None:
    page = signed_in(cast.nora.person).get(reverse("reports:participation", args=["northgate"])).content.decode()
    elsewhere = page[page.index('id="elsewhere"') :]
    cells = ["Charlie", "Harbour", ">3<", ">1<", ">1<", ">2<"]
    found = [elsewhere.index(cell) for cell in cells[:3]]
    assert found == sorted(found)
    for never in (AT_HOST, "Chas", "Quay", "quay", "Alice", "Bob", "MARKER"):
        assert never not in page


def test_nothing_but_attendance_crosses_in_raw_sql(cast: Cast, guest: Membership) -> None:
    with entering(cast.nora):
        rows = fetch("SELECT * FROM own_people_elsewhere(%s, %s)", [FOUNDED - timedelta(days=99), NOW])
        assert rows == [(cast.charlie.person_id, "Harbour", 3, 1, 1, 90)]
        for table in ("organisations_membership", "sets_setmembership", "learning_sessions_attendance"):
            assert fetch(f"SELECT count(*) FROM {table} WHERE organisation_id = %s", [cast.harbour.pk]) == [(0,)]
        assert fetch("SELECT count(*) FROM sets_learningset WHERE organisation_id = %s", [cast.harbour.pk]) == [(0,)]


@pytest.mark.parametrize("who", ["charlie", "olga", "dora", "alice"])
def test_nobody_else_learns_who_goes_where(cast: Cast, guest: Membership, who: str) -> None:
    with entering(getattr(cast, who)):
        assert fetch("SELECT * FROM own_people_elsewhere(%s, %s)", [FOUNDED - timedelta(days=99), NOW]) == []


def test_nothing_of_home_crosses_to_the_host(cast: Cast, guest: Membership, signed_in: SignedIn) -> None:
    for who in (cast.alice, cast.olga):
        with entering(who):
            assert fetch(
                "SELECT name FROM organisations_membership WHERE person_id = %s", [cast.charlie.person_id]
            ) == [(AT_HOST,)]
            assert fetch("SELECT count(*) FROM organisations_organisation WHERE id = %s", [cast.northgate.pk]) == [(0,)]
    client = signed_in(cast.olga.person)
    for page, args in (
        ("organisations:people", ["harbour"]),
        ("reports:participation", ["harbour"]),
        ("pages:set", ["harbour", "quay"]),
    ):
        seen = client.get(reverse(page, args=args)).content.decode()
        assert ">Charlie<" not in seen
        assert "Northgate" not in seen
        assert "Gate" not in seen


def test_home_hr_sees_nothing_where_the_guest_did_not_say_so(cast: Cast, invited: SetInvitation) -> None:
    meet(cast, come_in(cast, invited, home=None))
    with entering(cast.nora):
        assert fetch("SELECT * FROM own_people_elsewhere(%s, %s)", [FOUNDED - timedelta(days=99), NOW]) == []


def test_an_organisation_sees_no_sessions_of_people_who_are_not_its_own(
    cast: Cast, guest: Membership, seeding: Callable
) -> None:
    for fields in ({"roles": ["guest"]}, {"roles": ["member"], "ended_at": FOUNDED}):
        with seeding():
            Membership.objects.filter(pk=cast.charlie.pk).update(**fields)
        with entering(cast.nora):
            assert fetch("SELECT * FROM own_people_elsewhere(%s, %s)", [FOUNDED - timedelta(days=99), NOW]) == []


# Mine over all organisations


def test_me_shows_own_sets_over_all_organisations_and_nobody_elses_name(
    cast: Cast, guest: Membership, signed_in: SignedIn
) -> None:
    page = signed_in(cast.charlie.person).get("/me/").content.decode()
    for own in ("Quay", "Gate", "Harbour", "Northgate", "as Charlie", f"as {AT_HOST}"):
        assert own in page
    for other in ("Alice", "Bob", "Nora", "Olga", "Dora", "Erin"):
        assert other not in page


# Drill 13: an invitation that does not open


def _reuse(cast: Cast, invitation: Invitation) -> None:
    with entering(cast.alice):
        operations.accept(invitation, user=cast.charlie.person, name=AT_HOST, at=NOW)


def _revoke(cast: Cast, invitation: Invitation) -> None:
    with entering(cast.alice):
        organisations.revoke_invitation(invitation, by=cast.alice, at=NOW)


def _close_account(cast: Cast, invitation: Invitation) -> None:
    User.objects.filter(pk=cast.alice.person_id).update(is_active=False)


def _end_the_set(cast: Cast, invitation: Invitation) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(closing_at=NOW)


ENDS = {"reused": _reuse, "revoked": _revoke, "user deleted": _close_account, "set ending": _end_the_set}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("why", [*ENDS, "expired", "other address", "other organisation", "forged", "too old"])
def test_an_invitation_that_does_not_open_gives_one_answer_whatever_the_reason(
    cast: Cast, signed_in: SignedIn, caplog: pytest.LogCaptureFixture, why: str, method: str
) -> None:
    with entering(cast.alice):
        asked = operations.invite_to_set(
            cast.quay.learning_set, cast.charlie.person.email, guest=True, by=cast.alice, at=NOW
        )
    url, reader, later = link(asked.invitation), cast.charlie.person, NOW
    if why in ENDS:
        ENDS[why](cast, asked.invitation)
    elif why == "expired":
        later = NOW + timedelta(days=22)
    elif why == "too old":
        later = NOW + timedelta(days=90)
    elif why == "other address":
        url = link(cast.quay.waiting.invitation)
    elif why == "other organisation":
        url = _under_another_organisation(cast, asked.invitation)
    else:
        url = "/invitations/made-up/"
    with time_machine.travel(later, tick=True), caplog.at_level(logging.WARNING, "sets.views.invitation"):
        client = signed_in(reader)
        caplog.clear()
        response = getattr(client, method)(url, {"name": "Chas"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "It was used before, was taken back or has run out" in page
    for never in ("Harbour", "Quay", "Alice", "ivy@"):
        assert never not in page
    (line,) = [each.getMessage() for each in caplog.records if each.name == "sets.views.invitation"]
    assert line.startswith("An invitation was refused: ")
    assert "@" not in line
    if why != "reused":
        with entering(cast.alice):
            assert not SetMembership.objects.filter(person=reader).exists()


def _under_another_organisation(cast: Cast, invitation: Invitation) -> str:
    """A link, signed by us, that names the invitation of one organisation and the scope of another."""
    token = tokens.sign(PURPOSE, i=invitation.pk, o=cast.northgate.pk, p=cast.nora.person_id)
    return f"/invitations/{token}/"
