"""`/j/…`: one tap from an invitation to the video link, for as long as its person is in the circle."""

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alsweb.lib import tokens
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.links import JOIN, join_link
from sessions.models import JoiningWords, MoveReason, Session
from sets import operations as sets
from sets.models import LearningSet, SetMembership
from tests.cast import NOW, Cast, entering
from tests.pages.conftest import static_files
from tests.pages.test_devices import browser_of

__all__ = ["static_files"]

FORGERY_TOKEN = re.compile(r'"X-CSRFToken": "\w+"')
VIDEO = "https://meet.example/quay-7731"
pytestmark = pytest.mark.usefixtures("static_files")


@pytest.fixture
def session(cast: Cast) -> Session:
    """Quay's coming session, which has a link that opens."""
    with entering(cast.alice):
        words = JoiningWords.objects.get(session=cast.quay.coming)
        words.video_link = VIDEO
        words.save(update_fields=["video_link"])
        return Session.objects.get(pk=cast.quay.coming.pk)


def _tap(session: Session, who: Membership, at: datetime, *, client: Client | None = None) -> HttpResponse:
    browser: Any = client or Client(SERVER_NAME="localhost")
    with time_machine.travel(at, tick=False):
        answer: HttpResponse = browser.get(urlsplit(join_link(session, person=who.person_id)).path)
    return answer


def _leads_to(answer: HttpResponse) -> str:
    return answer.headers.get("Location", "")


def test_from_a_day_before_until_its_end_it_leads_to_the_video_link(cast: Cast, session: Session) -> None:
    for at in (session.starts_at - timedelta(days=1), session.starts_at, session.ends_at - timedelta(seconds=1)):
        answer = _tap(session, cast.bob, at)
        assert (answer.status_code, _leads_to(answer)) == (302, VIDEO)
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("seconds_from_start", "said"),
    [
        (-86_401, "You meet on Monday 15 February, 09:00, London time. This link opens a day before."),
        (2 * 3600, "This session is over."),
        (40 * 86_400, "This session is over."),
    ],
)
def test_before_and_after_a_page_says_why_and_leads_to_the_session(
    cast: Cast, session: Session, seconds_from_start: int, said: str
) -> None:
    page = _tap(session, cast.bob, session.starts_at + timedelta(seconds=seconds_from_start)).content.decode()
    assert said in page
    assert "/o/harbour/sets/quay/sessions/2/" in page
    assert VIDEO not in page


def test_a_cancelled_session_opens_nothing(cast: Cast, session: Session) -> None:
    with entering(cast.alice):
        sessions.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=NOW)
    answer = _tap(session, cast.bob, session.starts_at)
    assert (answer.status_code, _leads_to(answer)) == (200, "")
    assert "This session is cancelled" in answer.content.decode()


def test_whoever_has_left_the_set_is_told_no_more_than_a_stranger(cast: Cast, session: Session) -> None:
    forged = tokens.sign_for_ever("feed", o=cast.harbour.pk, p=cast.bob.person_id, s=session.pk)
    stranger = Client(SERVER_NAME="localhost").get(f"/j/{forged}/")
    assert stranger.status_code == 404
    with entering(cast.bob):
        sets.leave_set(SetMembership.objects.current().get(person=cast.bob.person_id), by=cast.bob, at=NOW)
    left = _tap(session, cast.bob, session.starts_at)
    own = tokens.sign_for_ever(JOIN, o=cast.harbour.pk, p=cast.bob.person_id, s=session.pk)
    pages = [FORGERY_TOKEN.sub("", each.content.decode()) for each in (left, stranger)]
    assert pages[0].replace(own, forged) == pages[1]
    assert left.status_code == 404
    for outsider in (cast.greta, cast.dora, cast.olga, cast.erin, cast.frank):
        assert _tap(session, outsider, session.starts_at).status_code == 404
    User.objects.filter(pk=cast.alice.person_id).update(is_active=False)
    assert _tap(session, cast.alice, session.starts_at).status_code == 404


def test_a_link_names_its_organisation_and_opens_nothing_of_another(cast: Cast, session: Session) -> None:
    elsewhere = tokens.sign_for_ever(JOIN, o=cast.northgate.pk, p=cast.bob.person_id, s=session.pk)
    theirs = tokens.sign_for_ever(JOIN, o=cast.harbour.pk, p=cast.charlie.person_id, s=cast.gate.coming.pk)
    with time_machine.travel(session.starts_at, tick=False):
        for token in (elsewhere, theirs, "nonsense"):
            assert Client(SERVER_NAME="localhost").get(f"/j/{token}/").status_code == 404


def test_a_set_that_wants_signing_in_asks_for_it(cast: Cast, session: Session) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=session.learning_set_id).update(joins_signed_in_at=NOW)
    answer = _tap(session, cast.bob, session.starts_at)
    path = urlsplit(join_link(session, person=cast.bob.person_id)).path
    assert _leads_to(answer) == f"/accounts/login/?next={path.replace('/', '%2F')}"
    for who, leads_to in ((cast.erin, ""), (cast.bob, VIDEO)):
        client = Client(SERVER_NAME="localhost")
        with time_machine.travel(session.starts_at, tick=False):
            client.force_login(who.person)
        answer = _tap(session, cast.bob, session.starts_at, client=client)
        assert _leads_to(answer) == leads_to
        assert ("Somebody else is signed in here." in answer.content.decode()) == (who is cast.erin)


def test_a_code_by_mail_is_no_signing_in_where_the_set_wants_it(cast: Cast, session: Session) -> None:
    """It would show the link to whoever reads somebody's mail, which the set turned off."""
    with entering(cast.alice):
        LearningSet.objects.filter(pk=session.learning_set_id).update(joins_signed_in_at=NOW)
    with time_machine.travel(session.starts_at, tick=False):
        client = browser_of(cast.bob.person, "code")
    assert _leads_to(_tap(session, cast.bob, session.starts_at, client=client)) == "/o/harbour/sets/quay/sessions/2/"


def test_a_session_without_a_link_says_so(cast: Cast, session: Session) -> None:
    with entering(cast.alice):
        words = JoiningWords.objects.get(session=session)
        words.video_link = ""
        words.save(update_fields=["video_link"])
    assert "no link to join from afar" in _tap(session, cast.bob, session.starts_at).content.decode()


def test_a_scanner_changes_nothing(cast: Cast, session: Session) -> None:
    path = urlsplit(join_link(session, person=cast.bob.person_id)).path
    with time_machine.travel(session.starts_at, tick=False), CaptureQueriesContext(connection) as asked:
        for _twice in range(2):
            Client(SERVER_NAME="localhost").head(path)
            Client(SERVER_NAME="localhost").get(path)
    assert not [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert _leads_to(_tap(session, cast.bob, session.starts_at)) == VIDEO
    assert Client(SERVER_NAME="localhost").post(path).status_code == 405
