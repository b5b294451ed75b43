"""The next session opens with what was promised: in its circle, after agreement, and private actions as a number."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from actions import operations
from actions.models import Action, ActionWords, ProgressWords
from organisations.models import User
from sets import operations as sets
from sets.models import Circle
from sets.models.words import HEADS
from tests.cast import FOUNDED, NOW, Cast, entering, join_set, marker

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
PAGE = "/o/harbour/sets/quay/sessions/2/opening/"
WHAT = marker("actionwords", "what", "bob")


def page_for(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_what_had_news_since_the_last_session_happened(cast: Cast, signed_in: SignedIn) -> None:
    page = page_for(signed_in(cast.alice.person))
    assert "Every promise was heard of." in page
    assert "Since you met on 25 January 2027." in page
    assert page.index("What happened") < page.index(WHAT)
    assert "Bob · Stuck" in page
    assert marker("progresswords", "line", "bob") in page


def test_what_nobody_has_heard_of_is_said(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        assert operations.undo_progress(cast.quay.progress, at=cast.quay.progress.reported_at)
    page = page_for(signed_in(cast.alice.person))
    assert "One promise, and nobody has heard of it." in page
    assert page.index("What nobody has heard of") < page.index(WHAT)


def test_what_was_closed_before_the_last_session_is_left_out(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        Action.objects.filter(pk=cast.quay.action.pk).update(done_at=FOUNDED)
    assert "Nothing was promised before." in page_for(signed_in(cast.alice.person))


@pytest.mark.parametrize(("circle", "readers"), [(Circle.AUTHOR, {"bob"}), (Circle.FACILITATOR, {"bob", "alice"})])
def test_what_is_kept_to_fewer_is_a_number_to_the_others(
    cast: Cast, signed_in: SignedIn, circle: Circle, readers: set[str]
) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(kim):
        sets.agree(cast.quay.rules, by=kim, at=NOW)
    with entering(cast.bob):
        ActionWords.objects.filter(action=cast.quay.action).update(circle=circle)
        ProgressWords.objects.filter(progress=cast.quay.progress).update(circle=circle)
    for name, member in {"alice": cast.alice, "bob": cast.bob, "kim": kim}.items():
        page = page_for(signed_in(member.person))
        assert (WHAT in page, "1 private action" in page) == (name in readers, name not in readers), name
        assert (marker("progresswords", "line", "bob") in page) == (name in readers), name


def test_whoever_has_yet_to_agree_is_led_to_the_rules(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        sets.write_ground_rules(cast.quay.learning_set, dict.fromkeys(HEADS, "Anew."), based_on=1, by=cast.bob, at=NOW)
    response = signed_in(cast.alice.person).get(PAGE)
    assert (response.status_code, "ground-rules" in response["Location"]) == (302, True)
