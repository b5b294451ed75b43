"""How an action goes, from the mail's link: one tap, no word shown, and nothing that a scanner could do."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.test import Client

from actions import operations
from actions.models import Action, ActionWords, Progress, ProgressState, ProgressWords, Quiet
from actions.notices import PURPOSE, TOKEN_LASTS, progress_link
from alsweb.lib import tokens
from organisations.models import User
from sets.models import Circle, SetMembership
from sets.operations import end_seat
from tests.cast import NOW, Cast, entering, marker

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def phone(signed_in: SignedIn) -> Client:
    """Nobody is signed in on it."""
    return signed_in(None)


def address(cast: Cast) -> str:
    return urlsplit(progress_link(person=cast.bob.person_id, organisation=cast.harbour.pk)).path


def typed(cast: Cast, state: str = "stuck", line: str = "") -> dict[str, object]:
    return {"action": cast.quay.action.pk, "state": state, "line": line}


def said(cast: Cast) -> list[str]:
    """What stands of Bob's action, oldest first."""
    with entering(cast.bob):
        standing = Progress.objects.filter(action=cast.quay.action, undone_at=None).order_by("pk")
        return list(standing.values_list("state", flat=True))


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_the_page_tells_actions_apart_by_what_is_no_secret(cast: Cast, phone: Client) -> None:
    page = text(phone, address(cast))
    assert "Your action from 25 January, due 1 February" in page
    for absent in ("MARKER", "Quay", "Bob", "Alice", "htmx.min.js"):
        assert absent not in page
    assert len(page.encode()) < 30_000


@pytest.mark.parametrize("who", ["alice", "dora", "erin", "charlie"])
def test_no_word_stands_there_where_somebody_else_is_signed_in(cast: Cast, signed_in: SignedIn, who: str) -> None:
    page = text(signed_in(getattr(cast, who).person), address(cast))
    assert "MARKER" not in page
    assert "data-keep" not in page


def test_ones_own_words_stand_there_where_one_is_signed_in_and_nobody_elses(cast: Cast, signed_in: SignedIn) -> None:
    page = text(signed_in(cast.bob.person), address(cast))
    assert marker("actionwords", "what", "bob") in page
    assert "-alice" not in page


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_scanner_that_comes_twice_changes_nothing_and_the_person_answers_all_the_same(
    cast: Cast, phone: Client, method: str
) -> None:
    before = said(cast)
    for query in ("", "", "?state=done", f"?action={cast.quay.action.pk}&state=done&quiet=never"):
        getattr(phone, method)(address(cast) + query)
    assert said(cast) == before == ["stuck"]
    assert phone.post(address(cast), typed(cast, "done")).status_code == 302
    assert said(cast) == ["stuck", "done"]
    with entering(cast.bob):
        assert Action.objects.get(pk=cast.quay.action.pk).done_at is not None


def test_one_tap_is_an_answer_and_a_line_goes_along_to_whoever_reads_the_action(cast: Cast, phone: Client) -> None:
    with entering(cast.bob):
        ActionWords.objects.filter(action=cast.quay.action).update(circle=Circle.FACILITATOR)
    response = phone.post(address(cast), typed(cast, "on_track", "She rang back."), follow=True)
    page = unescape(response.content.decode())
    assert "You said: <strong>on track</strong>, 12:00." in page
    assert "She rang back." not in page
    with entering(cast.bob):
        words = ProgressWords.objects.get(progress__state=ProgressState.ON_TRACK)
        assert words.circle == Circle.FACILITATOR


def test_its_owner_is_told_in_the_app_that_it_was_said_from_a_mail(
    cast: Cast, phone: Client, signed_in: SignedIn
) -> None:
    phone.post(address(cast), typed(cast, "done"))
    bob = signed_in(cast.bob.person)
    pages = ("/o/harbour/", "/o/harbour/actions/", f"/o/harbour/actions/{cast.quay.action.pk}/progress/")
    assert ["You said from your mail:" in text(bob, page) for page in pages] == [True, True, True]
    bob.post(f"/o/harbour/actions/{cast.quay.action.pk}/take-up/")
    bob.post(pages[-1], {"state": "stuck"})
    assert ["You said from your mail:" in text(bob, page) for page in pages] == [False, False, False]


def test_pressed_twice_is_said_once_and_can_be_taken_back_in_one_tap(cast: Cast, phone: Client) -> None:
    for _press in range(2):
        assert phone.post(address(cast), typed(cast, "done")).status_code == 302
    assert said(cast) == ["stuck", "done"]
    assert "Take it back" in text(phone, address(cast))
    with entering(cast.bob):
        done = Progress.objects.get(state=ProgressState.DONE)
    for _press in range(2):
        phone.post(address(cast), {"undo": done.pk})
    assert said(cast) == ["stuck"]


def test_after_a_day_an_answer_stays_and_the_page_says_so(cast: Cast, phone: Client) -> None:
    link = address(cast)
    phone.post(link, typed(cast, "done"))
    with entering(cast.bob):
        done = Progress.objects.get(state=ProgressState.DONE)
    with time_machine.travel(NOW + timedelta(hours=24, minutes=1), tick=False):
        response = phone.post(link, {"undo": done.pk})
        assert "This can be taken back for twenty-four hours." in response.content.decode()
        assert "Take it back" not in response.content.decode()
    assert (response.status_code, said(cast)) == (409, ["stuck", "done"])


@pytest.mark.parametrize("closed", ["done", "let go"])
def test_an_action_closed_meanwhile_is_told_so_and_the_line_comes_back(cast: Cast, phone: Client, closed: str) -> None:
    with entering(cast.bob):
        if closed == "done":
            operations.report_progress(cast.quay.action, state="done", line="", by=cast.bob, at=NOW)
        else:
            Action.objects.filter(pk=cast.quay.action.pk).update(let_go_at=NOW)
    before = said(cast)
    response = phone.post(address(cast), typed(cast, "stuck", "Nobody <answers>."))
    page = response.content.decode()
    assert response.status_code == 409
    assert ("done already" if closed == "done" else "let this action go") in page
    assert "Nobody &lt;answers&gt;." in page
    assert said(cast) == before


def test_a_mistake_keeps_what_was_typed(cast: Cast, phone: Client) -> None:
    response = phone.post(address(cast), typed(cast, "perhaps", "I rang Mo."))
    assert (response.status_code, "I rang Mo." in response.content.decode()) == (422, True)


@pytest.mark.parametrize("of", ["another set", "another person", "nobody"])
def test_the_link_is_for_ones_own_actions_alone(cast: Cast, phone: Client, of: str) -> None:
    theirs = {"another set": cast.lighthouse.action.pk, "another person": cast.gate.action.pk, "nobody": 0}[of]
    assert phone.post(address(cast), {**typed(cast), "action": theirs}).status_code == 404
    assert phone.post(address(cast), {"undo": cast.lighthouse.progress.pk}).status_code == 404
    assert said(cast) == ["stuck"]


@pytest.mark.parametrize(
    "refused",
    ["another purpose", "altered", "too old", "another organisation", "left the organisation", "deactivated"],
)
def test_whoever_may_not_gets_the_same_page_and_nothing_is_said(cast: Cast, phone: Client, refused: str) -> None:
    claims = {"p": cast.bob.person_id, "o": cast.harbour.pk}
    token = {
        "another purpose": tokens.sign("poll", **claims),
        "altered": tokens.sign(PURPOSE, **claims)[:-2] + "xx",
        "another organisation": tokens.sign(PURPOSE, **{**claims, "o": cast.northgate.pk}),
    }.get(refused) or tokens.sign(PURPOSE, **claims)
    if refused == "too old":
        with time_machine.travel(NOW - TOKEN_LASTS - timedelta(days=1), tick=False):
            token = tokens.sign(PURPOSE, **claims)
    if refused == "left the organisation":
        with entering(cast.olga):
            type(cast.bob).objects.filter(pk=cast.bob.pk).update(ended_at=NOW)
    if refused == "deactivated":
        User.objects.filter(pk=cast.bob.person_id).update(is_active=False)
    pages = {phone.get(f"/p/{token}/").content, phone.post(f"/p/{token}/", typed(cast, "done")).content}
    pages |= {phone.get("/p/made-up/").content}
    assert {phone.get(f"/p/{token}/").status_code, phone.post(f"/p/{token}/", typed(cast)).status_code} == {410}
    assert len({_without_token(page) for page in pages}) == 1
    with entering(cast.alice):
        assert not Progress.objects.filter(action=cast.quay.action, state=ProgressState.DONE).exists()


def _without_token(page: bytes) -> str:
    return page.decode().partition("<main")[2]


def test_whoever_left_the_set_is_asked_about_nothing_and_takes_nothing_back(cast: Cast, phone: Client) -> None:
    phone.post(address(cast), typed(cast, "done"))
    with entering(cast.bob):
        done = Progress.objects.get(state=ProgressState.DONE)
    with entering(cast.alice):
        seat = SetMembership.objects.current().get(learning_set=cast.quay.learning_set, person=cast.bob.person_id)
        end_seat(seat, by=cast.alice, at=NOW)
    assert "Nothing is open." in text(phone, address(cast))
    assert phone.post(address(cast), typed(cast)).status_code == 404
    assert phone.post(address(cast), {"undo": done.pk}).status_code == 404
    assert said(cast) == ["stuck", "done"]


# Not now


@pytest.mark.parametrize(
    ("pressed", "until"),
    [
        ({"quiet": "week"}, date(2027, 2, 8)),
        ({"quiet": "never"}, None),
        ({"quiet": "day", "until": "2027-03-01"}, date(2027, 3, 1)),
    ],
)
def test_one_may_be_asked_later_or_not_at_all_and_take_that_back(
    cast: Cast, phone: Client, pressed: dict[str, str], until: date | None
) -> None:
    about = {"action": cast.quay.action.pk}
    for _press in range(2):
        assert phone.post(address(cast), {**about, **pressed}).status_code == 302
    with entering(cast.bob):
        assert Quiet.objects.get(action=cast.quay.action).until == until
    assert "We do not ask about this one" in text(phone, address(cast))
    for _press in range(2):
        assert phone.post(address(cast), {**about, "ask": "again"}).status_code == 302
    with entering(cast.bob):
        assert not Quiet.objects.filter(action=cast.quay.action).exists()
    assert said(cast) == ["stuck"]


@pytest.mark.parametrize("until", ["", "2027-02-01", "2026-12-01", "2037-01-01", "soon"])
def test_a_day_on_which_nobody_can_be_asked_is_refused(cast: Cast, phone: Client, until: str) -> None:
    response = phone.post(address(cast), {"action": cast.quay.action.pk, "quiet": "day", "until": until})
    assert response.status_code == 422
    with entering(cast.bob):
        assert Quiet.objects.get(action=cast.quay.action).until == NOW.date()  # the cast's


def test_nobody_else_learns_who_does_not_want_to_be_asked(cast: Cast, phone: Client) -> None:
    phone.post(address(cast), {"action": cast.quay.action.pk, "quiet": "never"})
    for other in (cast.alice, cast.dora, cast.olga):
        with entering(other):
            assert not Quiet.objects.filter(action=cast.quay.action).exists()


# From home


def test_from_home_one_tap_swaps_the_row_and_another_takes_it_back(cast: Cast, signed_in: SignedIn) -> None:
    bob, url = signed_in(cast.bob.person), f"/o/harbour/actions/{cast.quay.action.pk}/progress/"
    assert 'name="state" value="stuck"' in text(bob, "/o/harbour/")
    row = unescape(bob.post(url, {"state": "done"}, headers={"HX-Request": "true"}).content.decode())
    assert "You said: done, 12:00." in row
    assert "<html" not in row
    assert "You said: done, 12:00." in text(bob, "/o/harbour/")
    again = bob.post(url, {"state": "stuck"}, headers={"HX-Request": "true"}).content.decode()
    assert "You said: done" in again
    with entering(cast.bob):
        done = Progress.objects.get(state=ProgressState.DONE)
    answer = bob.post(f"/o/harbour/actions/progress/{done.pk}/undo/", {"next": "home"})
    assert (answer.status_code, answer["Location"]) == (302, "/o/harbour/#promises")
    assert said(cast) == ["stuck"]


def test_without_javascript_home_comes_again(cast: Cast, signed_in: SignedIn) -> None:
    bob, url = signed_in(cast.bob.person), f"/o/harbour/actions/{cast.quay.action.pk}/progress/"
    answer = bob.post(url, {"state": "on_track", "next": "home"})
    assert (answer.status_code, answer["Location"]) == (302, "/o/harbour/#promises")
    assert said(cast) == ["stuck", "on_track"]
