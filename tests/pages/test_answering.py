"""The page on which others of the set answer how an action goes, and where its owner reads it."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from actions import operations
from actions.models import Progress
from organisations.models import Membership, User
from sets import operations as sets
from sets.models.words import HEADS
from tests.cast import FOUNDED, NOW, Cast, entering, join_set, marker
from tests.pages.test_query_counts import _statements

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]


@pytest.fixture
def news(cast: Cast) -> Progress:
    with entering(cast.bob):
        return operations.report_progress(cast.quay.action, state="stuck", line="She is away.", by=cast.bob, at=NOW)


def page_of(news: Progress) -> str:
    return f"/o/harbour/actions/progress/{news.pk}/answer/"


def test_a_question_is_asked_and_its_owner_reads_it_beside_the_action(
    cast: Cast, news: Progress, signed_in: SignedIn
) -> None:
    alice, bob = signed_in(cast.alice.person), signed_in(cast.bob.person)
    assert page_of(news) in alice.get("/o/harbour/sets/quay/actions/").content.decode()
    page = alice.get(page_of(news)).content.decode()
    assert marker("actionwords", "what", "bob") in page
    assert "She is away." in page
    assert "Not advice." in page
    assert "Bob · Stuck" in page
    asked = alice.post(page_of(news), {"kind": "question", "line": "Who else knows?"}, follow=True)
    assert "A question from Alice" in asked.content.decode()
    assert "One answer" in bob.get("/o/harbour/").content.decode()
    own = unescape(bob.get(f"/o/harbour/actions/{cast.quay.action.pk}/progress/").content.decode())
    assert "Who else knows?" in own
    action = f"/o/harbour/actions/{cast.quay.action.pk}/"
    assert "stuck, on" in (told := unescape(bob.get(action).content.decode()))
    assert told.index("She is away.") < told.index("Who else knows?")
    assert alice.post(f"{page_of(news)}take-back/", follow=True).status_code == 200
    assert "Who else knows?" not in unescape(bob.get("/o/harbour/").content.decode())


def test_another_line_stays_on_the_page_and_so_does_a_line_with_a_mistake(
    cast: Cast, news: Progress, signed_in: SignedIn
) -> None:
    alice = signed_in(cast.alice.person)
    alice.post(page_of(news), {"kind": "question", "line": "Who else knows?"})
    again = alice.post(page_of(news), {"kind": "kind_line", "line": "I would miss her, too."})
    assert (again.status_code, "I would miss her, too." in again.content.decode()) == (409, True)
    wrong = alice.post(page_of(news), {"kind": "advice", "line": "Ring her."})
    assert (wrong.status_code, "Ring her." in wrong.content.decode()) == (422, True)


def test_whoever_has_yet_to_agree_reads_no_news(cast: Cast, news: Progress, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        sets.write_ground_rules(cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=cast.bob, at=NOW)
    response = signed_in(cast.alice.person).get(page_of(news))
    assert (response.status_code, "ground-rules" in response["Location"]) == (302, True)


def test_both_pages_ask_as_much_for_three_answers_as_for_one(cast: Cast, news: Progress, signed_in: SignedIn) -> None:
    others = [join_set(name, cast.quay.learning_set, of=cast.alice) for name in ("kim", "lee")]
    own = f"/o/harbour/actions/{cast.quay.action.pk}/progress/"
    clients = [(signed_in(cast.alice.person), page_of(news), 12), (signed_in(cast.bob.person), own, 12)]
    _say(cast.alice, news)
    for client, url, _count in clients:
        client.get(url)
    at_one = [len(_statements(client, url)[1]) for client, url, _count in clients]
    for other in others:
        _say(other, news)
    at_three = [len(_statements(client, url)[1]) for client, url, _count in clients]
    assert at_one == at_three == [count for _client, _url, count in clients]


def _say(member: Membership, news: Progress) -> None:
    with entering(member):
        operations.encourage(news, kind="question", line="Who else knows?", by=member, at=FOUNDED)
