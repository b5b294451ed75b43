"""One click in, as one of the demo's people."""

import pytest
from django.test import Client

from tests.cast import make_user

pytestmark = pytest.mark.django_db


def test_a_click_signs_in_and_only_as_one_of_the_doors() -> None:
    for email in ("hr@harbour.example", "nadia.karim@harbour.example"):
        make_user(email)
    browser = Client(SERVER_NAME="localhost")
    assert browser.post("/demo/sign-in/", {"email": "nadia.karim@harbour.example"}).status_code == 404
    assert browser.post("/demo/sign-in/", {"email": "hr@harbour.example"}).headers["Location"] == "/"
    assert browser.get("/").headers["Location"] == "/found/"
