"""What is promised beside words is true of whoever sits in the circle."""

from collections.abc import Callable

import pytest
from django.test import Client

from organisations.models import User
from sets import operations
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
RULES = "/o/harbour/sets/quay/ground-rules/"
HISTORY = f"{RULES}history/"


def test_what_is_promised_beside_words_is_true_of_this_circle(cast: Cast, signed_in: SignedIn) -> None:
    bob, promise = signed_in(cast.bob.person), "Not by HR"
    pages = ("/o/harbour/sets/quay/", RULES, "/o/harbour/sets/quay/actions/", HISTORY)
    assert all(promise in bob.get(page).content.decode() for page in pages)
    with entering(cast.alice):
        asked = operations.invite_to_set(cast.quay.learning_set, "dora@harbour.example", by=cast.alice, at=NOW)
        operations.accept(asked.invitation, user=cast.dora.person, name="", at=NOW)
    for page in pages:
        text = bob.get(page).content.decode()
        assert promise not in text
        assert "Read by everybody in your set, and by nobody outside it." in text
