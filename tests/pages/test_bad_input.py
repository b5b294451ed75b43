"""What people really type and do: twice, too much, too long, too late, in every script. No fault, and a sentence."""

import threading
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import Client
from psycopg import sql

from actions.models import ActionPlan, Encouragement, Progress
from organisations import operations as organisations
from organisations.models import User
from organisations.notices import invitation_link
from reports.models import Export, MonthlyReport
from sessions.models import Attendance, Bid, Feed, Poll, Session, SessionMove, SlotAnswer
from sets import operations as sets
from sets.models import GroundRules, LearningSet, Programme
from sets.queries import circle_of
from tests.cast import NOW, Cast, entering, make_user
from tests.pages.addresses import Address, Addresses

SignedIn = Callable[[User | None], Client]

# Who may at each address that takes a form; the rest is refused in test_permissions.
DEEDS = {
    "found": "bob",
    "me_zone": "bob",
    "make_feed": "bob",
    "replace_feed": "bob",
    "end_feed": "bob",
    "choose_invitations": "bob",
    "notifications:preferences": "bob",
    "notifications:rota": "bob",
    "notifications:stop": "bob",
    "progress_by_mail": "bob",
    "poll_by_mail": "bob",
    "coming_by_mail": "bob",
    "organisations:invite": "olga",
    "organisations:upload": "olga",
    "organisations:apply_import": "olga",
    "organisations:position": "olga",
    "organisations:end": "olga",
    "organisations:bring_back": "olga",
    "organisations:resend_invitation": "olga",
    "organisations:revoke_invitation": "olga",
    "organisations:roles": "olga",
    "organisations:settings": "olga",
    "reports:exports": "dora",
    "reports:monthly": "dora",
    "pages:inbox_seen": "bob",
    "pages:welcome": "bob",
    "pages:welcome_pack": "alice",
    "pages:own_course": "bob",
    "sets:new": "alice",
    "sets:entry": "frank",
    "sets:withdraw_request": "erin",
    "sets:listing": "alice",
    "sets:withdraw_listing": "alice",
    "sets:admit": "alice",
    "sets:not_this_time": "alice",
    "sets:form_topic": "alice",
    "sets:form_how": "alice",
    "sets:about": "alice",
    "sets:start_closing": "alice",
    "sets:keep_running": "alice",
    "sets:new_programme": "alice",
    "sets:edit_programme": "alice",
    "sets:close": "alice",
    "sets:invite": "alice",
    "sets:resend": "alice",
    "sets:revoke": "alice",
    "sets:leave": "bob",
    "sets:end_seat": "alice",
    "sets:propose": "alice",
    "sets:take_out": "alice",
    "sets:admission": "alice",
    "sets:ask": "alice",
    "sets:compose": "alice",
    "sets:say_yes": "bob",
    "sets:say_not_this_set": "bob",
    "sets:not_together": "bob",
    "sets:take_wish_back": "bob",
    "sets:reminders": "alice",
    "reports:health_rules": "dora",
    "sets:write_ground_rules": "bob",
    "sets:agree": "bob",
    "sets:review": "bob",
    "sessions:plan": "alice",
    "sessions:move": "alice",
    "sessions:cancel": "alice",
    "sessions:undo": "alice",
    "sessions:restore": "alice",
    "sessions:settle": "alice",
    "sessions:answer": "bob",
    "sessions:attendance": "alice",
    "sessions:attendance_of": "alice",
    "sessions:was_there": "bob",
    "sessions:reminder": "alice",
    "sessions:agenda": "bob",
    "sessions:new_poll": "alice",
    "sessions:poll": "bob",
    "sessions:decide_poll": "alice",
    "sessions:prolong_poll": "alice",
    "sessions:withdraw_poll": "alice",
    "sessions:challenge": "alice",
    "actions:progress": "bob",
    "actions:quiet": "bob",
    "actions:answer": "alice",
    "actions:take_back": "alice",
    "actions:undo": "bob",
    "actions:plan": "bob",
}
WITH_TEXT = sorted(
    set(DEEDS)
    - {"sets:withdraw_request", "sets:withdraw_listing", "sets:admit", "sets:not_this_time"}
    - {"notifications:stop", "sessions:agenda", "sets:close", "sets:leave", "sets:end_seat", "actions:undo"}
    - {
        "actions:take_back",
        "pages:inbox_seen",
        "make_feed",
        "replace_feed",
        "end_feed",
        "choose_invitations",
        "sessions:new_poll",
    }
    - {"sessions:decide_poll", "sessions:was_there", "sessions:withdraw_poll"}
    - {"sets:start_closing", "sets:keep_running"}
    - {"sessions:undo", "sessions:restore", "sessions:settle"}
    - {"organisations:end", "organisations:apply_import", "organisations:bring_back", "organisations:upload"}
    - {"sets:propose", "sets:take_out", "sets:admission", "sets:compose", "sets:take_wish_back"}
    - {"sets:say_yes", "sets:say_not_this_set"}
    - {name for name in DEEDS if name.endswith(("revoke", "resend", "_invitation"))}
)
"""Those whose answer depends on what is typed."""
CHOICES_ALONE = ("sessions:attendance_of", "sets:agree")
"""One press of a button: where it says nothing that there is, the page comes again."""

PERSIAN = "گروه یادگیری"
NAMES = {
    "long": "x" * 300,
    "very long": "ab " * 4000,
    "another script": PERSIAN,
    "combining": "Ze\u0301lie \U0001f469\u200d\U0001f680",
    "override": "safe\u202egnp.exe",
    "markup": "<script>alert(1)</script><b onclick=x>",
    "percent": "100%s %(name)s {0} {{ x }}",
}


@pytest.mark.parametrize("name", DEEDS)
def test_a_form_that_is_sent_twice_is_one_deed(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, seeding: Callable, name: str
) -> None:
    client, address = signed_in(getattr(cast, DEEDS[name]).person), addresses[name]
    first = client.post(address.url, address.typed)
    assert first.status_code in (200, 302)
    once = _rows(seeding)
    second = client.post(address.url, address.typed)
    assert second.status_code in (200, 302, 403, 409)
    assert _rows(seeding) == once


TWO_AT_ONCE = {
    "reports:exports": Export,
    "reports:monthly": MonthlyReport,
    "make_feed": Feed,
    "replace_feed": Feed,
    "sessions:poll": SlotAnswer,
    "poll_by_mail": SlotAnswer,
    "sessions:decide_poll": Session,
    "sessions:withdraw_poll": Poll,
    "sessions:move": SessionMove,
    "sessions:attendance": Attendance,
    "sets:new": LearningSet,
    "sets:new_programme": Programme,
    "sets:write_ground_rules": GroundRules,
    "sessions:plan": Session,
    "sessions:answer": Attendance,
    "sessions:agenda": Bid,
    "actions:progress": Progress,
    "progress_by_mail": Progress,
    "actions:answer": Encouragement,
    "actions:plan": ActionPlan,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", TWO_AT_ONCE)
def test_a_form_that_arrives_twice_at_once_is_one_deed(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, seeding: Callable, name: str
) -> None:
    user, address = getattr(cast, DEEDS[name]).person, addresses[name]
    before = _count(seeding, TWO_AT_ONCE[name])
    clients, answers, ready = [signed_in(user), signed_in(user)], [], threading.Barrier(2)

    def send(client: Client) -> None:
        try:
            ready.wait()
            answers.append(client.post(address.url, address.typed).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert set(answers) <= {302, 409}
    assert len(answers) == 2
    assert _count(seeding, TWO_AT_ONCE[name]) <= before + 1


@pytest.mark.parametrize("name", DEEDS)
def test_a_form_of_ten_megabytes_is_refused(cast: Cast, addresses: Addresses, signed_in: SignedIn, name: str) -> None:
    client, address = _as_in_a_browser(signed_in(getattr(cast, DEEDS[name]).person)), addresses[name]
    assert client.post(address.url, {**address.typed, "name": "x" * 10_000_000}).status_code in (400, 413)
    response = client.post(address.url, b"a=" + b"x" * 10_000_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (400, 413)


@pytest.mark.parametrize("name", DEEDS)
def test_a_form_of_a_thousand_and_one_fields_is_refused(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, name: str
) -> None:
    client, address = _as_in_a_browser(signed_in(getattr(cast, DEEDS[name]).person)), addresses[name]
    response = client.post(address.url, {**address.typed, **{f"field{n}": "" for n in range(1001)}})
    assert response.status_code == 400


@pytest.mark.parametrize("name", WITH_TEXT)
def test_a_nul_character_is_refused_in_every_field(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, name: str
) -> None:
    client, address = signed_in(getattr(cast, DEEDS[name]).person), addresses[name]
    for field, typed in address.typed.items():
        value = f"{typed[0] if isinstance(typed, list) else typed}\x00"
        response = client.post(address.url, {**address.typed, field: value})
        # A choice that is none is the old page again; everything else is refused with the typed text kept.
        is_choice = field == "answer" or name in CHOICES_ALONE
        assert response.status_code in ((302,) if is_choice else (400, 404, 422)), field


@pytest.mark.parametrize(
    "path", ["/o/har%00bour/", "/o/harbour/sets/qu%00ay/", "/p/%00/", "/u/%00/", "/invitations/%00/"]
)
def test_a_nul_character_in_an_address_is_nowhere(cast: Cast, signed_in: SignedIn, path: str) -> None:
    assert 400 <= signed_in(cast.bob.person).get(path).status_code < 500


@pytest.mark.parametrize(
    "query", ["page=%00", "page=9999999999999999999999", "page=-1", "q=%25", "period=%00", "said=%00"]
)
def test_a_query_that_makes_no_sense_is_no_fault(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, query: str
) -> None:
    client = signed_in(cast.olga.person)
    for name in ("organisations:people", "reports:participation", "pages:sets", "progress_by_mail"):
        assert client.get(f"{addresses[name].url}?{query}").status_code < 500, name


def test_a_search_for_a_nul_character_finds_nobody(cast: Cast, signed_in: SignedIn) -> None:
    assert signed_in(cast.olga.person).get("/o/harbour/people/?q=%00").status_code < 500


@pytest.mark.parametrize("text", NAMES.values(), ids=NAMES)
def test_names_of_every_length_and_script_are_kept_or_refused_with_a_sentence(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, text: str
) -> None:
    for name in WITH_TEXT:
        with transaction.atomic():
            _types_it_in_every_field(signed_in(getattr(cast, DEEDS[name]).person), name, addresses[name], text)
            transaction.set_rollback(True)  # the next form meets the same story


def _types_it_in_every_field(client: Client, name: str, address: Address, text: str) -> None:
    for field, typed in address.typed.items():
        if isinstance(typed, list):
            continue
        response = client.post(address.url, {**address.typed, field: text})
        assert response.status_code < 500, (name, field)
        page = response.content.decode()
        assert "<script>alert(1)" not in page, (name, field)
        if response.status_code == 422:
            _says_why(page, f"{name} {field}")
        elif response.status_code == 302 and response.headers["Location"].startswith("/o/harbour/"):
            _shows_no_markup(client, response.headers["Location"])


def test_a_set_may_be_called_in_any_script(cast: Cast, addresses: Addresses, signed_in: SignedIn) -> None:
    client, address = signed_in(cast.alice.person), addresses["sets:new"]
    response = client.post(address.url, {**address.typed, "name": PERSIAN}, follow=True)
    assert PERSIAN in unescape(response.content.decode())
    with entering(cast.alice):
        assert LearningSet.objects.get(name=PERSIAN).slug


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "2027-03-28", "at_time": "01:30"}, "There is no 01:30 on Sunday 28 March in London"),
        ({"day": "2027-10-31", "at_time": "01:30"}, "01:30 happens twice on Sunday 31 October in London"),
        ({"day": "2027-01-31", "at_time": "09:00"}, "has passed. Choose a date that is still to come."),
        ({"day": "2037-02-01", "at_time": "09:00"}, "more than three years away"),
        ({"day": "9999-12-31", "at_time": "23:59"}, "Check the year."),
        ({"day": "0001-01-01", "at_time": "00:00"}, "."),
        ({"day": "2027-02-30", "at_time": "09:00"}, "."),
        ({"day": "", "at_time": ""}, "This field is required."),
    ],
)
@pytest.mark.parametrize("name", ["sessions:plan", "sessions:move"])
def test_a_time_that_cannot_be_met_is_answered_with_a_sentence_and_keeps_what_was_typed(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, name: str, typed: dict[str, str], sentence: str
) -> None:
    client, address = signed_in(cast.alice.person), addresses[name]
    response = client.post(address.url, {**address.typed, **typed, "place": "The boat house"})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert sentence in page
    assert "The boat house" in page
    assert all(f'value="{value}"' in page for value in typed.values() if value)


def test_a_form_with_a_mistake_keeps_every_word(cast: Cast, addresses: Addresses, signed_in: SignedIn) -> None:
    client, at = signed_in(cast.bob.person), addresses
    response = client.post(at["actions:progress"].url, {"line": "I rang Mo, and she said no."})
    assert response.status_code == 422
    assert "I rang Mo, and she said no." in response.content.decode()
    response = client.post(at["actions:plan"].url, {"outcome": "actions", "first_step_1": "Ring Mo"})
    assert (response.status_code, "Ring Mo" in response.content.decode()) == (422, True)
    response = client.post(at["sessions:challenge"].url, {"headline": "", "story": "Since June."})
    assert (response.status_code, "Since June." in response.content.decode()) == (422, True)


def test_ground_rules_that_two_people_write_at_once_lose_neither_text(
    cast: Cast, addresses: Addresses, signed_in: SignedIn
) -> None:
    address = addresses["sets:write_ground_rules"]
    signed_in(cast.alice.person).post(address.url, {**address.typed, "safety": "Alice was quicker."})
    response = signed_in(cast.bob.person).post(address.url, {**address.typed, "safety": "Bob was slower."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Alice was quicker." in page
    assert "Bob was slower." in page


@pytest.mark.parametrize("how", ["altered", "foreign", "expired", "revoked", "used"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invitation_that_does_not_stand_opens_nothing_and_says_so(
    cast: Cast, signed_in: SignedIn, how: str, method: str
) -> None:
    ivy = make_user("ivy@harbour.example")
    url, user, at = urlsplit(invitation_link(cast.quay.waiting.invitation)).path, ivy, NOW
    with entering(cast.alice):
        if how == "revoked":
            organisations.revoke_invitation(cast.quay.waiting.invitation, by=cast.alice, at=NOW)
        if how == "used":
            sets.accept(cast.quay.waiting.invitation, user=ivy, name="Ivy", at=NOW)
    if how == "altered":
        url = f"{url[:-4]}abc/"
    if how == "foreign":
        user = cast.charlie.person
    if how == "expired":
        at = NOW + timedelta(days=22)
    with time_machine.travel(at):
        response = getattr(signed_in(user), method)(url, {"name": "Ivy"})
    page = unescape(response.content.decode())
    assert response.status_code == 403
    assert "This invitation does not open." in page
    with entering(cast.alice):
        names = {seat.membership.name for seat in circle_of(cast.quay.learning_set)}
    assert names == ({"Alice", "Bob", "Ivy"} if how == "used" else {"Alice", "Bob"})


def _as_in_a_browser(client: Client) -> Client:
    """Looked at for a forged request first, which reads the form whether the page does or not."""
    client.get("/me/")  # for the cookie
    client.handler.enforce_csrf_checks = True
    return client


def _says_why(page: str, where: str) -> None:
    """A full sentence stands beside the field, and the field is marked as wrong."""
    assert 'aria-invalid="true"' in page or "errorlist" in page or 'role="alert"' in page, where


def _shows_no_markup(client: Client, url: str) -> None:
    page = client.get(url).content.decode()
    assert "<script>alert(1)" not in page
    assert "<b onclick" not in page


def _rows(seeding: Callable) -> dict[str, int]:
    """Rows of each table; that the same was asked twice may stand in the audit."""
    found = {}
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            if table not in ("django_session", "cache", "organisations_event"):
                cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
                found[table] = cursor.fetchone()[0]
    return found


def _count(seeding: Callable, model: Any) -> int:
    with seeding():
        return int(model.objects.count())
