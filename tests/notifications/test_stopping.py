"""What a scanner follows changes nothing; what a person, or their mail program, posts does."""

import re
from datetime import UTC, date, datetime, time
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from alsweb.lib.tenancy.scope import scope
from notifications.hours import Free
from notifications.kinds import Topic, optional_kinds
from notifications.mails import stop_address
from notifications.models import Preference, StoppedKind
from notifications.queries import rota_of, stopped_kinds_of
from notifications.sender import send_due
from notifications.stop_tokens import meant_by, stop_token
from organisations.models import User
from tests.notifications.conftest import MOVED, REMINDER, make_person, tell
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db


def _address(person: User) -> str:
    return stop_address(person=person.pk, kind=REMINDER.name)


def _stopped(person: User) -> set[str]:
    with scope(person=person.pk):
        return stopped_kinds_of(person.pk)


@pytest.fixture
def browser() -> Client:
    return Client(enforce_csrf_checks=True, SERVER_NAME="localhost")


def test_a_scanner_that_follows_the_link_changes_nothing(browser: Client) -> None:
    bob = make_person("bob")
    for _time in range(2):
        assert browser.get(_address(bob)).status_code == 200
        assert browser.head(_address(bob)).status_code == 200

    assert _stopped(bob) == set()


def test_one_click_is_answered_without_signing_in_and_again_without_harm(browser: Client) -> None:
    bob = make_person("bob")
    for _time in range(2):
        answer = browser.post(_address(bob), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert _stopped(bob) == {REMINDER.name}


def test_it_is_undone_on_the_same_page(browser: Client) -> None:
    bob = make_person("bob")
    browser.post(_address(bob))
    assert b"Send them again" in browser.get(_address(bob)).content
    browser.post(_address(bob), {"resume": "1"})

    assert _stopped(bob) == set()


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1] + "!", lambda token: "2" + token, lambda token: "zz", lambda token: "-"]
)
def test_an_altered_address_is_no_address(browser: Client, change: object) -> None:
    bob = make_person("bob")
    token = change(stop_token(person=bob.pk, kind=REMINDER.name))  # type: ignore[operator]
    assert browser.post(reverse("notifications:stop", args=[token])).status_code == 404
    assert _stopped(bob) == set()


def test_what_may_not_be_turned_off_has_no_address() -> None:
    assert meant_by(stop_token(person=1, kind=MOVED.name)) is None


def test_its_header_is_one_short_line(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now)
    send_due(now)

    assert re.fullmatch(r"<http://\S{1,58}>", mail_server.taken[0]["List-Unsubscribe"])


def test_preferences_are_shown_kept_and_shown_again(client: Client) -> None:
    bob = make_person("bob")
    client.force_login(bob)
    page = reverse("notifications:preferences")
    assert client.get(page).status_code == 200

    chosen = {
        "quiet_from": "22:00",
        "quiet_until": "08:30",
        "days": ["1", "2"],
        "wanted": ["test_nudge"],
        "paused_until": "",
        "digest_day": "5",
        "digest_at": "09:00",
    }
    assert client.post(page, chosen).status_code == 302
    assert client.post(page, chosen).status_code == 302
    assert REMINDER.name in _stopped(bob)
    assert "test_nudge" not in _stopped(bob)
    assert b'value="22:00"' in client.get(page).content
    with scope(person=bob.pk):
        kept = Preference.objects.get()
        assert (kept.days, kept.digest_day, kept.digest_at) == ([1, 2], 5, time(9))


@pytest.mark.parametrize(
    "mistake",
    [
        {"days": []},
        {"quiet_from": "25:00"},
        {"quiet_from": "00:00", "quiet_until": "23:30"},
        {"paused_until": "2099-01-01"},
        {"digest_day": "8"},
    ],
)
def test_a_mistake_keeps_what_was_and_says_what_to_do(client: Client, mistake: dict[str, object]) -> None:
    bob = make_person("bob")
    client.force_login(bob)
    chosen = {
        "quiet_from": "22:00",
        "quiet_until": "08:30",
        "days": ["1"],
        "wanted": [],
        "digest_at": "08:00",
        **mistake,
    }

    assert client.post(reverse("notifications:preferences"), chosen).status_code == 422
    with scope(person=bob.pk):
        assert not Preference.objects.exists()
    assert _stopped(bob) == set()


def test_nobody_reads_or_writes_what_another_person_prefers(now: datetime) -> None:
    bob, dora = make_person("bob"), make_person("dora")
    with scope(person=bob.pk):
        Preference.objects.create(person_id=bob.pk)
    with scope(person=dora.pk, organisation=1):
        assert Preference.objects.count() == 0
        assert Preference.objects.update(days=[1]) == 0


def test_a_rota_is_asked_for_day_by_day_kept_and_shown_as_the_next_seven_days(client: Client) -> None:
    bob = make_person("bob")
    client.force_login(bob)
    page, today = reverse("notifications:rota"), date.today().isoformat()  # noqa: DTZ011  # the zone is UTC
    assert client.get(page, {"length": "29", "starts_on": today}).status_code == 422
    assert client.get(page, {"length": "3", "starts_on": today}).content.count(b"<select") == 3
    days = {"length": "3", "starts_on": today, "shift_1": "early", "shift_2": "off", "shift_3": "own"}
    missing = client.post(page, {**days, "from_3": "22:00"})
    assert missing.status_code == 422
    assert b"Say when, or choose a shift." in missing.content
    assert b'value="22:00"' in missing.content
    for _time in range(2):
        assert client.post(page, {**days, "from_3": "22:00", "until_3": "02:00"}).status_code == 302

    with scope(person=bob.pk):
        assert rota_of(bob.pk) == [Free(time(15), time(20)), None, Free(time(22), time(2))]
    shown = client.get(reverse("notifications:preferences")).content.decode()
    assert [shown.count(hours) for hours in ("15:00–20:00", "22:00–02:00")] == [3, 2]
    assert client.get(page).content.count(b"<select") == 3
    client.post(page, {"end": "1"})
    with scope(person=bob.pk):
        assert rota_of(bob.pk) == []


def test_a_round_from_the_list_fills_in_its_days_and_another_one_needs_its_length(client: Client) -> None:
    client.force_login(make_person("bob"))
    page, today = reverse("notifications:rota"), date.today().isoformat()  # noqa: DTZ011  # the zone is UTC
    shown = client.get(page, {"round": "two_two_two", "length": "7", "starts_on": today}).content.decode()
    assert [shown.count(f'<option value="{shift}" selected>') for shift in ("early", "late", "night", "off")] == [
        2,
        2,
        2,
        4,
    ]
    none = client.get(page, {"round": "", "length": "", "starts_on": today})
    assert (none.status_code, "say after how many days" in none.content.decode()) == (422, True)


def test_kinds_of_mail_stand_below_what_they_are_about_and_each_once(client: Client) -> None:
    bob = make_person("bob")
    client.force_login(bob)
    with scope(person=bob.pk):
        StoppedKind.objects.create(person_id=bob.pk, kind="encouraged", stopped_at=datetime(2027, 1, 11, tzinfo=UTC))
    page = unescape(client.get(reverse("notifications:preferences")).content.decode())
    found = [page.index(str(topic.label)) for topic in Topic]
    assert found == sorted(found)
    assert "one of two" in page
    assert [page.count(f'value="{kind.name}"') for kind in optional_kinds()] == [1] * len(optional_kinds())


def test_a_rota_without_any_hour_is_not_kept(client: Client) -> None:
    bob = make_person("bob")
    client.force_login(bob)
    today = date.today().isoformat()  # noqa: DTZ011
    nothing = {"length": "1", "starts_on": today, "shift_1": "off"}
    assert client.post(reverse("notifications:rota"), nothing).status_code == 422
