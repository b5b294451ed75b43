"""Where somebody who is worried turns: it says what could make an exception, sends nothing and tells nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from alsweb.lib.templatetags.contacts import reachable
from notifications.models import Notice
from organisations.models import Event, User
from tests.cast import Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
RULES = "/o/harbour/sets/quay/ground-rules/"


def test_the_rules_page_says_what_could_make_an_exception_and_leads_to_help(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.bob.person).get(RULES).content.decode()
    for said in ("Harm.", "Law.", "holds its master key", "/o/harbour/sets/quay/worried/"):
        assert said in page


def test_somebody_who_is_worried_finds_whom_their_organisation_names(
    cast: Cast, signed_in: SignedIn, seeding: Callable[..., Any]
) -> None:
    with entering(cast.olga):
        cast.harbour.safety_contact = "Speak-up line +44 (0)20 7946 0000, <speak@harbour.example>"
        cast.harbour.save(update_fields=["safety_contact"])
    before = _told(seeding)
    page = signed_in(cast.bob.person).get("/o/harbour/sets/quay/worried/").content.decode()
    assert '<a href="tel:+442079460000">+44 (0)20 7946 0000</a>' in page
    assert '&lt;<a href="mailto:speak@harbour.example">speak@harbour.example</a>&gt;' in page
    assert "sends nothing and tells nobody" in page
    assert _told(seeding) == before


def test_where_nobody_is_named_it_says_so_and_names_the_facilitator(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.bob.person).get("/o/harbour/sets/quay/worried/").content.decode()
    assert "Your organisation has not named anybody yet. Speak with Alice," in page
    page = signed_in(cast.alice.person).get("/o/harbour/sets/quay/worried/").content.decode()
    assert "Speak with somebody outside your set" in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ann Lee", "Ann Lee"),
        ("ann@a.example.", '<a href="mailto:ann@a.example">ann@a.example</a>.'),
        ("116 123, day and night", '<a href="tel:116123">116 123</a>, day and night'),
        ("Room 4, house 12", "Room 4, house 12"),
        ("<b>x</b> & ann@a.example", '&lt;b&gt;x&lt;/b&gt; &amp; <a href="mailto:ann@a.example">ann@a.example</a>'),
        ("", ""),
    ],
)
def test_what_looks_like_an_address_or_a_number_can_be_pressed_and_nothing_else_is_markup(
    typed: str, shown: str
) -> None:
    assert reachable(typed) == shown


def _told(seeding: Callable[..., Any]) -> int:
    with seeding():
        return Notice.objects.count() + Event.objects.count()
