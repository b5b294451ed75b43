"""The demo's post office shows what was sent, as a mail program would and as text."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse

from alsweb.demo.models import CaughtMail
from notifications.sender import send_due
from tests.notifications.conftest import make_person, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def caught(settings: Any, now: datetime) -> CaughtMail:
    settings.EMAIL_BACKEND = "alsweb.demo.mail.CaughtMailBackend"
    bob, erin = make_person("bob"), make_person("erin")
    tell(bob, now)
    tell(erin, now)
    assert send_due(now)["sent"] == 2
    return CaughtMail.objects.get(to=bob.email)


def test_mails_are_listed_newest_first_and_by_recipient(client: Client, caught: CaughtMail) -> None:
    everybody = client.get(reverse("demo:mail")).content.decode()
    assert everybody.index("erin@harbour.example") < everybody.index("bob@harbour.example")
    bobs = client.get(reverse("demo:mail"), {"to": "bob@harbour.example"})
    assert [mail.pk for mail in bobs.context["page"]] == [caught.pk]


def test_a_mail_is_shown_with_its_links(client: Client, caught: CaughtMail) -> None:
    answer = client.get(reverse("demo:mail_message", args=[caught.pk]))
    assert "http://localhost:8000/o/harbour/" in answer.context["links"]
    assert "frame-src 'self'" in answer["Content-Security-Policy"]


def test_its_html_runs_nothing_and_stands_in_our_own_frame_only(client: Client, caught: CaughtMail) -> None:
    answer = client.get(reverse("demo:mail_html", args=[caught.pk]))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy
    assert "sandbox" in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert b"You meet on Monday." in answer.content


def test_outside_of_the_demo_no_mail_is_kept(settings: Any) -> None:
    settings.DEMO = False
    settings.EMAIL_BACKEND = "alsweb.demo.mail.CaughtMailBackend"
    with pytest.raises(ImproperlyConfigured):
        get_connection().send_messages([EmailMessage("Subject", "Text", to=["bob@harbour.example"])])
