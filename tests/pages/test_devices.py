"""A mailbox alone opens no words."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from organisations.models import User
from tests.cast import Cast

METHODS = "account_authentication_methods"


@pytest.fixture(autouse=True)
def _with_devices(settings: Settings) -> None:
    name = "organisations.devices.DeviceMiddleware"
    if name not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]


def browser_of(user: User, method: str, browser: Client | None = None) -> Client:
    browser = browser or Client(SERVER_NAME="localhost")
    browser.force_login(user)
    session = browser.session
    session[METHODS] = [{"method": method, "at": time.time()}]
    session[f"{METHODS}_user"] = str(user.pk)
    session.save()
    return browser


def _home(cast: Cast) -> str:
    return reverse("actions:mine", kwargs={"organisation": cast.harbour.slug})


def test_a_code_by_mail_opens_dates_and_no_words(cast: Cast) -> None:
    browser = browser_of(cast.bob.person, "code")
    assert browser.get(reverse("me")).status_code == 200
    page = browser.get(_home(cast))
    assert page.status_code == 403
    assert "You came in by a code from your mail" in page.content.decode()


def test_a_code_by_mail_may_answer_a_date(cast: Cast) -> None:
    browser = browser_of(cast.bob.person, "code")
    place = {"organisation": cast.harbour.slug, "slug": cast.quay.learning_set.slug, "number": cast.quay.coming.number}
    assert browser.post(reverse("sessions:answer", kwargs=place), {"answer": "coming"}).status_code == 302


@pytest.mark.parametrize("name", ["account_email", "mfa_index", "mfa_add_webauthn", "mfa_activate_totp"])
def test_a_code_by_mail_adds_no_way_to_sign_in(cast: Cast, name: str) -> None:
    assert browser_of(cast.bob.person, "code").get(reverse(name)).status_code == 403


@pytest.mark.parametrize("method", ["password", "mfa"])
def test_who_proved_more_than_a_mail_makes_the_device_known(cast: Cast, method: str) -> None:
    browser = browser_of(cast.bob.person, method)
    assert browser.get(_home(cast)).status_code == 200
    del browser.cookies["sessionid"]
    assert browser_of(cast.bob.person, "code", browser).get(_home(cast)).status_code == 200


def test_a_device_is_known_to_one_account_and_not_to_the_next(cast: Cast) -> None:
    browser = browser_of(cast.erin.person, "password")
    browser.get(_home(cast))
    del browser.cookies["sessionid"]
    assert browser_of(cast.bob.person, "code", browser).get(_home(cast)).status_code == 403


def test_a_forged_cookie_opens_nothing(cast: Cast) -> None:
    browser = browser_of(cast.bob.person, "code")
    browser.cookies[f"device_{cast.bob.person_id}"] = f"{cast.bob.person_id}"
    assert browser.get(_home(cast)).status_code == 403


def test_a_new_password_makes_every_device_prove_it_once(cast: Cast) -> None:
    browser = browser_of(cast.bob.person, "password")
    browser.get(_home(cast))
    del browser.cookies["sessionid"]
    user = cast.bob.person
    user.set_password("another long one")
    user.save(update_fields=["password"])
    assert browser_of(user, "code", browser).get(_home(cast)).status_code == 403


def test_on_a_shared_computer_a_session_ends_with_the_browser_and_nothing_stays(cast: Cast) -> None:
    cast.bob.person.set_password("a-long-way-home")
    cast.bob.person.save()
    browser = Client(SERVER_NAME="localhost")
    typed = {"login": cast.bob.person.email, "password": "a-long-way-home", "shared": "on"}
    assert browser.post(reverse("account_login"), typed).status_code == 302
    page = browser.get(_home(cast)).content.decode()
    assert "data-shared" in page
    assert "data-person" not in page
    assert browser.cookies["sessionid"]["max-age"] == ""
    assert f"device_{cast.bob.person_id}" not in browser.cookies


def test_a_computer_called_shared_after_signing_in_is_forgotten(cast: Cast) -> None:
    browser, cookie = browser_of(cast.bob.person, "password"), f"device_{cast.bob.person_id}"
    assert "data-person" in browser.get(_home(cast)).content.decode()
    assert browser.cookies[cookie].value
    assert browser.post(reverse("shared_computer")).status_code == 302
    assert browser.cookies[cookie].value == ""
    progress = reverse("actions:progress", kwargs={"organisation": cast.harbour.slug, "pk": cast.quay.action.pk})
    page = browser.get(progress).content.decode()
    assert "data-shared" in page
    assert "data-keep" not in page
    assert browser.cookies[cookie].value == ""
