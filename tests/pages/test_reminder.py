"""The page of a session's reminder: what goes out, for whoever runs the set."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from organisations.models import User
from sessions import queries
from sessions.models import ReminderWords, Session
from tests.cast import Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
PAGE = "/o/harbour/sets/quay/sessions/2/reminder/"


def test_the_page_shows_what_goes_out_and_keeps_what_two_browsers_type(cast: Cast, signed_in: SignedIn) -> None:
    one, other = signed_in(cast.alice.person), signed_in(cast.alice.person)
    seen = one.get(PAGE).context["form"].initial["based_on"]
    page = one.post(PAGE, {"note": "Bring a pencil.", "based_on": seen, "keep": "1"}, follow=True).content.decode()
    assert "Alice adds: “Bring a pencil.”" in unescape(page)
    late = other.post(PAGE, {"note": "Come early.", "based_on": seen, "hold": "1"})
    assert late.status_code == 409
    text = unescape(late.content.decode())
    assert "Alice adds: “Bring a pencil.”" in text
    assert 'value="Come early."' in text
    with entering(cast.alice):
        assert not queries.reminder_at(Session.objects.select_related("learning_set").get(pk=cast.quay.coming.pk)).held
        assert ReminderWords.objects.get(reminder__session=cast.quay.coming).note == "Bring a pencil."
    again = late.context["form"].initial["based_on"]
    held = other.post(PAGE, {"note": "Come early.", "based_on": again, "hold": "1"}, follow=True).content.decode()
    assert "This reminder is held back." in held
    assert "Send it after all" in held


def test_a_member_neither_reads_the_page_nor_writes_the_line(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"note": "Mine.", "hold": "1"}).status_code == 403
