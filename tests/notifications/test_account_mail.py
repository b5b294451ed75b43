"""Mails of the account: at once, sealed while they wait, gone once they are sent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.urls import reverse

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from notifications.account_mail import queue_account_mail
from notifications.models import Notice
from notifications.sender import send_due
from organisations.models import User
from tests.notifications.conftest import make_person
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

LOGIN_CODE = "account/email/login_code"


def test_a_code_waits_sealed_is_sent_and_is_gone(
    mail_server: MailServer, seeding: Callable[[], AbstractContextManager[None]]
) -> None:
    queue_account_mail(LOGIN_CODE, "Bob@harbour.example", {"code": "KQ7-PLM"})
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SELECT notice::text FROM notifications_notice AS notice")
        assert "KQ7-PLM" not in cursor.fetchone()[0]

    assert send_due(now())["sent"] == 1
    (mail,) = mail_server.taken
    assert mail["To"] == "bob@harbour.example"
    assert "KQ7-PLM" in mail.as_string()
    assert "KQ7-PLM" not in mail["Subject"]
    with seeding():
        assert Notice.objects.get().sealed is None


def test_it_is_asked_for_on_a_page_that_only_reads(mail_server: MailServer) -> None:
    bob = make_person("bob")
    with scope(person=bob.pk, role=Role.ME):
        queue_account_mail(LOGIN_CODE, bob.email, {"code": "KQ7-PLM"})

    assert send_due(now())["sent"] == 1


def test_two_codes_are_two_mails(mail_server: MailServer) -> None:
    for _time in range(2):
        queue_account_mail(LOGIN_CODE, "bob@harbour.example", {"code": "KQ7-PLM"})

    assert send_due(now())["sent"] == 2


def test_a_code_that_waited_for_half_a_day_is_not_sent(mail_server: MailServer) -> None:
    queue_account_mail(LOGIN_CODE, "bob@harbour.example", {"code": "KQ7-PLM"})

    assert send_due(now() + timedelta(hours=13))["suppressed"] == 1


def test_asking_for_a_code_on_the_sign_in_page_ends_in_the_outbox(client: Client, mail_server: MailServer) -> None:
    bob = make_person("bob")
    EmailAddress.objects.create(user=bob, email=bob.email, verified=True, primary=True)
    client.post(reverse("account_request_login_code"), {"email": bob.email})

    assert send_due(now())["sent"] == 1
    assert mail_server.recipients == [bob.email]


def test_an_address_without_an_account_gets_a_mail_that_says_so(client: Client, mail_server: MailServer) -> None:
    client.post(reverse("account_request_login_code"), {"email": "nobody@harbour.example"})

    assert send_due(now())["sent"] == 1
    assert "no account" in mail_server.taken[0].as_string()


def test_signing_up_is_for_the_invited_and_for_founders(client: Client) -> None:
    fields = {"email": "eve@harbour.example", "password1": "action-learning"}
    client.post(reverse("account_signup"), fields)
    assert not User.objects.filter(email="eve@harbour.example").exists()
