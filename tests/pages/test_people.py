"""People in the browser: found, placed, brought in by a file, gone and back; and who is let in where."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alsweb.lib import tokens
from notifications.sender import send_due
from organisations import operations
from organisations.models import Invitation, Membership, Organisation, PeopleImport, Position, User
from organisations.notices import PURPOSE, invitation_link
from organisations.operations.importing import AT_A_TIME
from organisations.reading import MOST_BYTES, read_table
from sets import operations as sets
from tests.cast import NOW, Cast, entering, make_user
from tests.organisations.files import csv_of, repacked, sheet, xlsx_of

SignedIn = Callable[[User | None], Client]
PEOPLE = "/o/harbour/people/"


def send_file(browser: Client, content: bytes, name: str = "people.csv") -> object:
    return browser.post(f"{PEOPLE}import/", {"file": SimpleUploadedFile(name, content)}, follow=True)


def text(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())


# Bringing in


def test_hr_sees_what_a_file_would_do_and_says_yes(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.dora.person)
    good = [f"P{n},p{n}@harbour.example,Estates,,," for n in range(36)]
    response = send_file(
        browser, csv_of(*good, "Bob B,bob@harbour.example,,,,", ",x@y.example,,,,", "P,no,,,,", "P,a@b.c,,,x,")
    )
    page = text(response)
    assert "Thirty-seven people can come in." in page
    assert "Thirty-six new, one changed. Three lines cannot." in page
    assert "Name: Bob B, until now Bob" in page
    assert all(f"Line {line}" in page for line in (39, 40, 41))
    response = browser.post(f"{response.request['PATH_INFO']}apply/", {"after": "0"}, follow=True)
    assert "Thirty-seven people of your file are in." in text(response)
    assert "Forty-" in text(browser.get(PEOPLE))


def test_a_large_file_goes_on_by_itself_or_by_a_button(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.dora.person)
    lines = [f"P{n},p{n}@harbour.example,,,," for n in range(2 * AT_A_TIME + 1)]
    address = send_file(browser, csv_of(*lines)).request["PATH_INFO"]
    page = text(browser.post(f"{address}apply/", {"after": "0", "write_to_new": "on"}, follow=True))
    assert f"{AT_A_TIME} of {len(lines)} are in." in page
    assert "Go on" in page
    step = browser.post(f"{address}apply/", {"after": AT_A_TIME}, headers={"HX-Request": "true"})
    assert f"{2 * AT_A_TIME} of {len(lines)} are in." in text(step)
    assert 'hx-trigger="load' in step.content.decode()
    last = browser.post(f"{address}apply/", {"after": 2 * AT_A_TIME}, headers={"HX-Request": "true"})
    assert last.headers["HX-Redirect"] == address
    with entering(cast.dora):
        assert PeopleImport.objects.get().write_to_new


def test_a_file_that_changes_nothing_says_so(cast: Cast, signed_in: SignedIn) -> None:
    page = text(send_file(signed_in(cast.dora.person), csv_of("Bob,bob@harbour.example,,,,")))
    assert "One person is here already, as the file says." in page
    assert "Bring in" not in page.replace("Bring people in", "")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<html><script>alert(1)</script></html>",
        b"\x00" * 5000,
        repacked(xlsx_of(["x"]), sheet1=sheet("<row/>" * 50_000_000)),
        repacked(xlsx_of(["x"]), sheet1=sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        b"Name,Email\n" * (MOST_BYTES // 11 + 1),
    ],
    ids=["empty", "svg", "html", "nul", "bomb", "far cell", "too large"],
)
def test_a_file_that_is_none_of_ours_is_refused_soon_with_a_sentence(
    cast: Cast, signed_in: SignedIn, content: bytes
) -> None:
    browser, begun = signed_in(cast.dora.person), time.perf_counter()
    response = browser.post(f"{PEOPLE}import/", {"file": SimpleUploadedFile("people.xlsx", content)})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode() or "errors" in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert time.perf_counter() - begun < 2


def test_fifty_megabytes_are_turned_away_before_they_are_kept(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.dora.person)
    response = browser.post(f"{PEOPLE}import/", {"file": SimpleUploadedFile("people.csv", b"x" * 50_000_000)})
    assert response.status_code == 413
    assert "too large" in text(response)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_export_is_dated_and_not_kept_by_the_browser(cast: Cast, signed_in: SignedIn, form: str) -> None:
    response = signed_in(cast.dora.person).get(f"{PEOPLE}export.{form}")
    assert f'filename="harbour-people-2027-02-01.{form}"' in response.headers["Content-Disposition"]
    assert response.headers["Cache-Control"] == "no-store"
    assert response.content[:2] == (b"PK" if form == "xlsx" else b"\xef\xbb")


# Coming in for the first time


@pytest.fixture
def kim(cast: Cast) -> str:
    """Somebody whom a file has brought in, and who was written to."""
    with entering(cast.dora):
        table = read_table(csv_of("Kim,kim@harbour.example,,,,"))
        found = operations.propose_import(table, by=cast.dora, at=NOW)
        operations.confirm_import(found, write_to_new=True, at=NOW)
        operations.apply_import(found, after=0, by=cast.dora, at=NOW)
    return "kim@harbour.example"


def _mails(*, to: str) -> list[str]:
    send_due(NOW + timedelta(minutes=1))
    return [str(each.body) for each in mail.outbox if each.to == [to]]


def _ask_for_code(browser: Client, address: str) -> str:
    browser.post("/accounts/login/code/", {"email": address})
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", "\n".join(_mails(to=address)))
    assert found
    return found[0]


def test_who_was_brought_in_gets_one_mail_that_says_how_to_come_in(cast: Cast, kim: str) -> None:
    (body,) = _mails(to=kim)
    assert "You are among the people of Harbour now." in body
    assert "/accounts/login/code/" in body


def test_who_was_brought_in_comes_in_by_a_code_once_and_is_verified(cast: Cast, kim: str, signed_in: SignedIn) -> None:
    browser = signed_in(None)
    code = _ask_for_code(browser, kim)
    response = browser.post("/accounts/login/code/confirm/", {"code": code}, follow=True)
    assert response.wsgi_request.user.email == kim
    assert [each.verified for each in EmailAddress.objects.filter(email=kim)] == [True]
    assert "Harbour" in text(browser.get("/me/"))


def test_who_was_brought_in_chooses_a_password_and_opens_the_organisation(
    cast: Cast, kim: str, signed_in: SignedIn
) -> None:
    browser = signed_in(None)
    browser.post("/accounts/login/code/confirm/", {"code": _ask_for_code(browser, kim)})
    folded = browser.get("/o/harbour/")
    assert "Choose a password, and you are in." in text(folded)
    where = "/accounts/password/set/?next=/o/harbour/"
    assert f'href="{where}"' in folded.content.decode()
    new = {"password1": "quiet-blue-lantern", "password2": "quiet-blue-lantern", "next": "/o/harbour/"}
    assert browser.post(where, new).headers["Location"] == "/o/harbour/"
    prove = browser.post("/accounts/reauthenticate/?next=/o/harbour/", {"password": new["password1"]})
    assert prove.status_code == 302
    assert browser.get("/o/harbour/").status_code == 200


def test_a_wrong_code_opens_nothing(cast: Cast, kim: str, signed_in: SignedIn) -> None:
    browser = signed_in(None)
    _ask_for_code(browser, kim)
    browser.post("/accounts/login/code/confirm/", {"code": "AAA-AAA"})
    assert not browser.get("/accounts/login/").wsgi_request.user.is_authenticated
    assert [each.verified for each in EmailAddress.objects.filter(email=kim)] == [False]


def test_nobody_becomes_them_by_a_password_a_sign_up_or_a_change_of_address(
    cast: Cast, kim: str, signed_in: SignedIn
) -> None:
    stranger = signed_in(None)
    stranger.post("/accounts/login/", {"login": kim, "password": ""})
    assert not stranger.get("/accounts/login/").wsgi_request.user.is_authenticated
    session = stranger.session
    session["may_sign_up"] = True
    session.save()
    stranger.post("/accounts/signup/", {"email": kim, "password1": "quiet-blue-lantern"})
    assert not stranger.get("/accounts/login/").wsgi_request.user.is_authenticated
    assert not User.objects.get(email=kim).has_usable_password()
    charlie = signed_in(cast.charlie.person)
    session = charlie.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session.save()
    charlie.post("/accounts/email/", {"email": kim, "action_add": ""})
    assert list(EmailAddress.objects.filter(email=kim).values_list("user__email", flat=True)) == [kim]


# Finding, placing, leaving


@pytest.mark.parametrize("wanted", ["bob", "BOB@harbour", "estat", "north pi"])
def test_people_are_found_by_name_address_department_and_site(cast: Cast, signed_in: SignedIn, wanted: str) -> None:
    with entering(cast.dora):
        operations.place(cast.bob, department="Estates", site="North pier")
    page = text(signed_in(cast.dora.person).get(PEOPLE, {"q": wanted}))
    assert "bob@harbour.example" in page
    assert "erin@harbour.example" not in page


def test_a_column_without_anything_in_it_is_not_there(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.dora.person)
    with entering(cast.dora):
        Position.objects.update(department="", site="")
    assert "Department and site" not in text(browser.get(PEOPLE))
    with entering(cast.dora):
        operations.place(cast.bob, site="North pier")
    assert "Department and site" in text(browser.get(PEOPLE))


def test_hr_writes_down_where_somebody_works_and_reads_it_on_their_page(cast: Cast, signed_in: SignedIn) -> None:
    browser, bob = signed_in(cast.dora.person), f"{PEOPLE}{cast.bob.pk}/"
    work = {"name": "Bob", "department": "Estates", "site": "Pier", "seniority": "team", "manager": "Alice"}
    page = text(browser.post(f"{bob}position/", work, follow=True))
    assert all(each in page for each in ("Saved for Bob.", "Estates", "Pier", "Leads a team", "Alice", "Quay"))
    assert "11 January 2027" in page
    circle = browser.post(f"{PEOPLE}{cast.alice.pk}/position/", {"name": "Alice", "manager": "bob@harbour.example"})
    assert circle.status_code == 422
    assert "Bob answers to Alice already" in text(circle)
    for typed, sentence in (
        ("Nobody", "Nobody here is called"),
        ("charlie@northgate.example", "Nobody here is called"),
    ):
        response = browser.post(f"{bob}position/", {**work, "manager": typed})
        assert (response.status_code, sentence in text(response)) == (422, True)


def test_the_page_of_a_person_asks_as_much_for_three_sets_as_for_one(cast: Cast, signed_in: SignedIn) -> None:
    browser, counts = signed_in(cast.dora.person), []
    for more in ((), ("Mole", "Pier")):
        for name in more:
            with entering(cast.alice):
                other = sets.found_set(name=name, topic="", time_zone="Europe/London", places=6, by=cast.alice, at=NOW)
                asked = sets.invite_to_set(other, cast.bob.person.email, by=cast.alice, at=NOW)
                sets.accept(asked.invitation, user=cast.bob.person, name="", at=NOW)
        with CaptureQueriesContext(connection) as asked_for:
            page = text(browser.get(f"{PEOPLE}{cast.bob.pk}/"))
        assert all(name in page for name in more)
        counts.append(
            len([each for each in asked_for if not each["sql"].startswith(("BEGIN", "COMMIT", "SAVE", "RELE"))])
        )
    assert counts == [10, 10]


def test_members_cannot_browse_where_others_work(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        operations.place(cast.alice, department="MARKER-department", manager=cast.olga)
    browser = signed_in(cast.bob.person)
    for address in ("", f"{cast.alice.pk}/", f"{cast.alice.pk}/position/", "export.csv"):
        response = browser.get(f"{PEOPLE}{address}")
        assert response.status_code == 403
        assert b"MARKER" not in response.content
    with entering(cast.bob):
        assert not Position.objects.filter(membership=cast.alice).exists()
    with entering(cast.alice):
        assert Position.objects.filter(membership=cast.alice).exists()


def test_who_leaves_finds_nothing_at_the_next_click_and_can_be_brought_back(cast: Cast, signed_in: SignedIn) -> None:
    hr, bob = signed_in(cast.dora.person), signed_in(cast.bob.person)
    assert bob.get("/o/harbour/sets/quay/").status_code == 200
    asked = text(hr.get(f"{PEOPLE}{cast.bob.pk}/end/"))
    assert "Their places in sets end today." in asked
    assert "Bob has left." in text(hr.post(f"{PEOPLE}{cast.bob.pk}/end/", follow=True))
    for page in ("", "sets/quay/", "actions/"):
        assert bob.get(f"/o/harbour/{page}").status_code == 404
    assert "bob@harbour.example" in text(hr.get(f"{PEOPLE}?who=former"))
    assert "bob@harbour.example" not in text(hr.get(PEOPLE))
    back = text(hr.post(f"{PEOPLE}{cast.bob.pk}/bring-back/", follow=True))
    assert "Bob is here again: member." in back
    assert "Times here" in back
    assert bob.get("/o/harbour/").status_code == 200
    assert bob.get("/o/harbour/sets/quay/").status_code == 404


def test_the_last_owner_is_told_why_they_cannot_leave(cast: Cast, signed_in: SignedIn) -> None:
    response = signed_in(cast.olga.person).post(f"{PEOPLE}{cast.olga.pk}/end/")
    assert response.status_code == 422
    assert "An organisation needs an owner." in text(response)


def test_hr_ends_no_owners_time(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in(cast.dora.person)
    assert "Olga leaves" not in text(browser.get(f"{PEOPLE}{cast.olga.pk}/"))
    assert browser.post(f"{PEOPLE}{cast.olga.pk}/end/").status_code == 403


# Roles


def test_a_role_holds_from_the_next_click_and_opens_no_set(cast: Cast, signed_in: SignedIn) -> None:
    owner, erin = signed_in(cast.olga.person), signed_in(cast.erin.person)
    assert erin.get("/o/harbour/reports/").status_code == 403
    owner.post(f"{PEOPLE}{cast.erin.pk}/roles/", {"roles": ["hr", "member"]})
    assert "Participation" in text(erin.get("/o/harbour/sets/"))
    assert erin.get("/o/harbour/reports/").status_code == 200
    page = erin.get("/o/harbour/sets/quay/")
    assert page.status_code == 200
    assert b"MARKER" not in page.content
    assert erin.get("/o/harbour/sets/quay/ground-rules/").status_code == 403


@pytest.mark.parametrize("form", ["import/", "invite/", "position/", "end/", "apply/"])
def test_a_form_that_stood_open_while_the_role_went_is_refused(cast: Cast, signed_in: SignedIn, form: str) -> None:
    hr, bob = signed_in(cast.dora.person), cast.bob.pk
    sent = send_file(hr, csv_of("Kim,kim@harbour.example,,,,")).request["PATH_INFO"]
    address = {"position/": f"{PEOPLE}{bob}/position/", "end/": f"{PEOPLE}{bob}/end/", "apply/": f"{sent}apply/"}
    where = address.get(form, f"{PEOPLE}{form}")
    assert hr.get(where).status_code in (200, 405)
    with entering(cast.olga):
        operations.change_roles(cast.dora, ["member"], by=cast.olga, at=NOW)
        before = (Membership.objects.current().count(), Invitation.objects.count())
    assert hr.post(where, {"name": "B", "addresses": "x@y.example", "roles": "member", "after": "0"}).status_code == 403
    with entering(cast.olga):
        assert (Membership.objects.current().count(), Invitation.objects.count()) == before


# Invitations


def test_six_addresses_each_show_what_became_of_them(cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.olga.person)
    typed = "\n".join(f"n{n}@harbour.example" for n in range(6))
    page = text(owner.post(f"{PEOPLE}invite/", {"addresses": typed, "roles": "member"}, follow=True))
    assert "Six people are invited." in page
    assert page.count("open until") == 6
    user = make_user("n0@harbour.example")
    with entering(cast.olga):
        first, second, third = Invitation.objects.filter(email__startswith="n").order_by("email")[:3]
        operations.accept_invitation(first, user=user, name="N", at=NOW)
        operations.revoke_invitation(second, by=cast.olga, at=NOW)
        Invitation.objects.filter(pk=third.pk).update(expires_at=NOW - timedelta(days=1))
    page = text(owner.get(f"{PEOPLE}invitations/"))
    assert "accepted Mon 1 Feb" in page
    assert "revoked Mon 1 Feb" in page
    assert "expired Sun 31 Jan" in page


def test_an_invitation_is_sent_again_in_the_name_of_whoever_presses(cast: Cast, signed_in: SignedIn) -> None:
    """Dora asked Hana in, and has left."""
    before = NOW - timedelta(days=3)
    with entering(cast.dora):
        old = operations.invite("hana@harbour.example", name="Hana", roles=["member"], by=cast.dora, at=before)
    with entering(cast.olga):
        operations.end_membership(cast.dora, by=cast.olga, at=before)
    owner, hana = signed_in(cast.olga.person), signed_in(make_user("hana@harbour.example"))
    assert hana.get(_path(old)).status_code == 403
    sent = owner.post(f"{PEOPLE}invitations/{old.pk}/resend/", follow=True)
    assert "The invitation goes to hana@harbour.example once more." in text(sent)
    with entering(cast.olga):
        new = Invitation.objects.select_related("invited_by").get(email="hana@harbour.example", revoked_at=None)
        assert (new.invited_by, new.name, new.roles) == (cast.olga, "Hana", ["member"])
    assert hana.get(_path(old)).status_code == 403
    assert hana.post(_path(new), {"name": "Hana"}).status_code == 302


def test_hr_sends_no_invitation_again_that_makes_an_owner(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.olga):
        asked = operations.invite("hana@harbour.example", roles=["owner"], by=cast.olga, at=NOW - timedelta(days=1))
    page = text(signed_in(cast.dora.person).post(f"{PEOPLE}invitations/{asked.pk}/resend/", follow=True))
    assert "only an owner can send it again" in page
    with entering(cast.olga):
        assert [each.revoked_at for each in Invitation.objects.filter(email=asked.email)] == [None]


def test_signing_up_from_an_invitation_begins_with_its_address(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        asked = operations.invite("hana@harbour.example", roles=["member"], by=cast.dora, at=NOW)
    browser = signed_in(None)
    link = re.search(r'href="(/accounts/signup/[^"]+)"', browser.get(_path(asked)).content.decode())
    assert link
    assert 'value="hana@harbour.example"' in browser.get(unescape(link[1])).content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invitation_that_opens_nothing_is_refused_alike_for_every_reason_and_logged(
    cast: Cast, signed_in: SignedIn, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    """Drill 13."""
    hana = make_user("hana@harbour.example")

    def asked(days: int = 0) -> Invitation:
        with entering(cast.dora):
            return operations.invite(hana.email, roles=["hr"], by=cast.dora, at=NOW - timedelta(days=days))

    pages = {}
    for why in ("used", "expired", "another address", "another organisation", "revoked", "inviter gone"):
        with entering(cast.dora):
            Invitation.objects.filter(email=hana.email, accepted_at=None, revoked_at=None).update(revoked_at=NOW)
        invitation, reader = asked(days=22 if why == "expired" else 0), hana
        link = _path(invitation)
        with entering(cast.dora):
            if why == "used":
                Invitation.objects.filter(pk=invitation.pk).update(accepted_at=NOW)
            if why == "revoked":
                operations.revoke_invitation(invitation, by=cast.dora, at=NOW)
        if why == "another address":
            reader = cast.bob.person
        if why == "another organisation":
            link = f"/invitations/{tokens.sign(PURPOSE, i=invitation.pk, o=cast.northgate.pk, p=cast.nora.person_id)}/"
        if why == "inviter gone":
            with entering(cast.olga):
                operations.end_membership(cast.dora, by=cast.olga, at=NOW)
        caplog.clear()
        response = getattr(signed_in(reader), method)(link, {"name": "Hana"})
        assert response.status_code == 403, why
        page = response.content.decode()
        pages[why] = re.sub(r"[A-Za-z0-9]{64}", "", page[page.index("<main") :]).replace(reader.email, "")
        assert "An invitation was refused: number" in caplog.text, why
    assert len(set(pages.values())) == 1
    with entering(cast.olga):
        assert not Membership.objects.filter(person=hana).exists()


def test_an_invitation_for_somebody_whose_account_is_closed_opens_nothing(cast: Cast, signed_in: SignedIn) -> None:
    hana = make_user("hana@harbour.example")
    with entering(cast.dora):
        asked = operations.invite(hana.email, roles=["member"], by=cast.dora, at=NOW)
    browser = signed_in(hana)
    User.objects.filter(pk=hana.pk).update(is_active=False)
    browser.post(_path(asked), {"name": "Hana"})
    with entering(cast.dora):
        assert not Membership.objects.filter(person=hana).exists()


def _path(invitation: Invitation) -> str:
    return urlsplit(invitation_link(invitation)).path


# Settings


def test_an_owner_says_whom_to_turn_to_and_opens_the_directory(cast: Cast, signed_in: SignedIn) -> None:
    owner = signed_in(cast.olga.person)
    typed = {
        "name": "Harbour",
        "time_zone": "Europe/London",
        "retention_days": "90",
        "safety_contact": "Mo, 0142",
        "least_people": "12",
        "least_sets": "3",
    }
    for outside in ({"outside": "on"}, {"outside": "on"}, {}):
        assert owner.post("/o/harbour/settings/", {**typed, **outside}).status_code == 302
        page = owner.get("/o/harbour/settings/").content.decode()
        assert 'value="Mo, 0142"' in page
        assert 'value="12"' in page
        assert 'value="3"' in page
        with entering(cast.olga):
            since = Organisation.objects.get().outside_since
            assert (since is not None) is bool(outside)
