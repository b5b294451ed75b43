"""What was typed into a form that could not be taken comes back, and nothing that somebody else's page sent."""

from collections.abc import Callable

import pytest
from django.test import Client

from actions import operations
from organisations.models import User
from sets.models import Circle
from tests.cast import NOW, Cast, entering, join_set

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
LINE = "I rang Mo, and <b>she</b> said no."
SHOWN = "I rang Mo, and &lt;b&gt;she&lt;/b&gt; said no."
HERE = {"Origin": "http://localhost"}


def address(cast: Cast) -> str:
    return f"/o/harbour/actions/{cast.quay.action.pk}/progress/"


def test_whoever_was_signed_out_meanwhile_gets_back_what_they_typed(cast: Cast, signed_in: SignedIn) -> None:
    came_from = {**HERE, "Referer": f"http://localhost{address(cast)}"}
    response = signed_in(None).post(address(cast), {"state": "stuck", "line": LINE}, headers=came_from)
    page = response.content.decode()
    assert (response.status_code, SHOWN in page) == (403, True)
    assert f"/accounts/login/?next={address(cast).replace('/', '%2F')}" in page
    assert "MARKER" not in page


def test_a_page_that_was_open_for_too_long_gives_it_back(cast: Cast) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    client.force_login(cast.bob.person)
    response = client.post(address(cast), {"state": "stuck", "line": LINE}, headers=HERE)
    assert (response.status_code, SHOWN in response.content.decode()) == (403, True)


@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "https://localhost"])
def test_a_page_of_somebody_elses_puts_no_sentence_here(cast: Cast, origin: str | None) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    headers = {"Origin": origin} if origin else {}
    response = client.post(address(cast), {"line": LINE}, headers=headers)
    assert response.status_code in (302, 403)
    assert "rang Mo" not in response.content.decode()


def test_what_was_typed_for_news_that_one_reads_no_more_is_given_back(cast: Cast, signed_in: SignedIn) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.bob):
        news = operations.report_progress(cast.quay.action, state="stuck", line="", by=cast.bob, at=NOW)
        operations.set_readers(cast.quay.action, Circle.FACILITATOR, by=cast.bob)
    url, typed = f"/o/harbour/actions/progress/{news.pk}/answer/", {"kind": "question", "line": LINE}
    given_back = signed_in(kim.person).post(url, typed, headers=HERE)
    page = given_back.content.decode()
    assert (given_back.status_code, SHOWN in page, "MARKER" in page) == (409, True, False)
    for member in (cast.bob, cast.dora, cast.erin):
        assert signed_in(member.person).post(url, typed, headers=HERE).status_code == 404
    assert signed_in(kim.person).get(url).status_code == 404


def test_what_is_typed_to_sign_in_never_comes_back(cast: Cast) -> None:
    client = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    for path in ("/accounts/login/", address(cast)):
        response = client.post(path, {"login": "bob b", "password": "a long way home"}, headers=HERE)
        assert "a long way home" not in response.content.decode()
