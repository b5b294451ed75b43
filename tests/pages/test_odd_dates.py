"""What no page of ours sends about dates, in the fields that pages send along unseen: a sentence or the page again, never a fault."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from organisations.models import User
from tests.cast import Cast
from tests.pages.addresses import Addresses
from tests.pages.test_bad_input import DEEDS

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
ODD = [
    "",
    "x",
    "-1",
    "9" * 40,
    "1e9",
    "9999-12-31",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "\x00",
    "\u202e1",
    "x" * 10_000,
]
UNSEEN: dict[str, list[str]] = {
    "sessions:plan": ["day", "at_time", "minutes", "seen", "how"],
    "sessions:move": ["day", "at_time", "minutes", "seen", "scope", "reason", "about", "sequence"],
    "sessions:cancel": ["reason", "seen", "sequence"],
    "sessions:answer": ["answer", "about", "next", "note", "no_note"],
    "sessions:new_poll": ["wanted", "minutes", "cadence", "first", "answer_by", "offered", "slots", "day_0", "time_0"],
    "sessions:poll": ["ask_again_on", "rest"],
    "sessions:decide_poll": ["slot", "look"],
    "sessions:prolong_poll": ["answer_by"],
    "poll_by_mail": ["ask_again_on", "rest"],
    "coming_by_mail": ["answer", "about", "note", "no_note"],
    "progress_by_mail": ["action", "state", "line", "undo", "quiet", "until", "ask"],
    "actions:quiet": ["quiet", "until", "ask"],
    "make_feed": ["set"],
    "choose_invitations": ["invitations"],
}


@pytest.mark.parametrize("name", UNSEEN)
def test_fields_that_hold_what_no_page_sends_are_no_fault(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, name: str
) -> None:
    address = addresses[name]
    client = signed_in(getattr(cast, DEEDS[name]).person)
    for field in UNSEEN[name]:
        for odd in ODD:
            answer = client.post(address.url, {**address.typed, field: odd})
            assert answer.status_code <= 422, (field, odd[:20])


SERIES: dict[str, Any] = {
    "count": "3",
    "day": "2027-03-01",
    "at_time": "09:00",
    "minutes": "60",
    "cadence": "week",
    "place": "",
    "save": "1",
}


@pytest.mark.parametrize("field", [*SERIES, "seen", "left_out", "leave_out", "date_0", "date_23", "breaks"])
def test_a_series_that_no_page_sends_is_no_fault(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, field: str
) -> None:
    url, client = addresses["sessions:plan"].url, signed_in(cast.alice.person)
    for odd in ODD:
        assert client.post(url, {**SERIES, field: odd}).status_code <= 422, odd[:20]
        assert client.post(url, {**SERIES, "date_0": "2027-03-01", field: [odd, odd]}).status_code <= 422, odd[:20]


@pytest.mark.parametrize("odd", [*ODD, "9999-12", "0001-01", "2027-13", "2027-00"])
def test_a_month_that_is_none_is_no_fault(cast: Cast, signed_in: SignedIn, odd: str) -> None:
    client = signed_in(cast.bob.person)
    for query in ({"view": "month", "month": odd}, {"view": odd}, {"month": odd}, {"planned": odd, "page": odd}):
        for path in ("/me/", "/me/sets/"):
            assert client.get(path, query).status_code <= 422
