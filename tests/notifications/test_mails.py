"""Every mail of this app as its reader gets it: read the diff of `mails/` when a sentence changes."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from html import unescape
from pathlib import Path
from smtplib import SMTP, quoteaddr
from typing import Any

import pytest
from django.core import mail
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from notifications import mails
from notifications.account_mail import queue_account_mail
from notifications.kinds import CalendarPart
from notifications.mime import as_data, as_path, bytes_of
from notifications.models import Notice
from notifications.sender import send_due
from notifications.skeletons import text_and_html
from tests.notifications.conftest import REMINDER

NOW = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
KEPT = Path(__file__).parent / "mails"
SITE = "http://localhost:8000"
CHANGED: dict[str, object] = {
    "timestamp": "Monday 1 February, 12:00, London time",
    "ip": "192.0.2.7",
    "user_agent": "Firefox",
}
ACCOUNT_MAILS: dict[str, dict[str, object]] = {
    "account/email/account_already_exists": {
        "signup_url": f"{SITE}/accounts/signup/",
        "password_reset_url": f"{SITE}/accounts/password/reset/",
    },
    "account/email/email_changed": {**CHANGED, "from_email": "bob@harbour.example", "to_email": "bob@quay.example"},
    "account/email/email_confirm": CHANGED,
    "account/email/email_confirmation": {"code": "KQ7-PLM"},
    "account/email/email_confirmation_signup": {"code": "KQ7-PLM"},
    "account/email/email_deleted": {**CHANGED, "deleted_email": "bob@harbour.example"},
    "account/email/login_code": {"code": "KQ7-PLM"},
    "account/email/password_changed": CHANGED,
    "account/email/password_reset": CHANGED,
    "account/email/password_reset_code": {"code": "KQ7-PLM"},
    "account/email/password_reset_key": {"password_reset_url": f"{SITE}/accounts/password/reset/key/1-set/"},
    "account/email/password_set": CHANGED,
    "account/email/unknown_account": {"signup_url": f"{SITE}/accounts/signup/"},
    "mfa/email/recovery_codes_generated": CHANGED,
    "mfa/email/totp_activated": CHANGED,
    "mfa/email/totp_deactivated": CHANGED,
    "mfa/email/webauthn_added": CHANGED,
    "mfa/email/webauthn_removed": CHANGED,
}


def _is_as_kept(name: str, subject: str, text: str) -> bool:
    now_written, kept = f"Subject: {subject}\n\n{text.strip()}\n", KEPT / f"{name}.txt"
    if not kept.exists():
        kept.write_text(now_written)
        pytest.fail(f"{kept.name} was not there and has been written; read it.")
    return now_written == kept.read_text()


@pytest.mark.django_db
@pytest.mark.parametrize("template", ACCOUNT_MAILS)
def test_account_mail_reads_as_kept(template: str, seeding: Callable[[], AbstractContextManager[None]]) -> None:
    queue_account_mail(template, "bob@harbour.example", {"email": "bob@harbour.example", **ACCOUNT_MAILS[template]})
    with seeding():
        due_at = Notice.objects.get().due_at
    assert send_due(due_at)["sent"] == 1
    (sent,) = mail.outbox
    assert "example.com" not in sent.body  # django-allauth's own sentences speak of a site by that name
    assert _is_as_kept(template.replace("/email/", "-"), str(sent.subject), str(sent.body))


def test_a_notice_reads_as_kept() -> None:
    notice = Notice.waiting(kind=REMINDER.name, subject="session:1", occasion="1", due_at=NOW, organisation=1, person=7)
    made = mails.compose(notice, REMINDER.render(notice, NOW), REMINDER, to="bob@harbour.example")
    text = str(made.body).replace(mails.stop_address(person=7, kind=REMINDER.name), f"{SITE}/u/token/")
    assert _is_as_kept("notice", str(made.subject), text)


def test_a_calendar_part_is_the_last_of_the_alternatives_says_its_method_and_arrives_byte_by_byte() -> None:
    notice = Notice.waiting(kind=REMINDER.name, subject="session:1", occasion="1", due_at=NOW, organisation=1, person=7)
    text = "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nX-A:Café at half past\r\n  nine\r\nEND:VCALENDAR\r\n".encode()
    invited = replace(REMINDER.render(notice, NOW), calendar=CalendarPart(text, "CANCEL"))
    made: Any = mails.compose(notice, invited, REMINDER, to="bob@harbour.example").message()
    arrived = message_from_bytes(made.as_bytes(linesep="\r\n"), policy=default)
    assert arrived.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in arrived.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]
    *_, calendar = arrived.iter_parts()
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("CANCEL", "utf-8")
    assert calendar.get_payload(decode=True) == text


def as_written(mail: bytes) -> bytes:
    """But for its boundary and its second."""
    (boundary,) = re.findall(rb'boundary="(.+?)"', mail)
    return re.sub(rb"\r\nDate: .+?\r\n", b"\r\nDate:\r\n", mail.replace(boundary, b"boundary"))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Quay: Monday 1 February", "Short.\nFrom here on\n.\n"),
        ("Zürich und Genève, " * 9, "Grüße\r\nin\rlines"),
        ("A subject that goes on and on " * 5, "é" * 998),
        ("Quay", "a line that has to be folded " * 50),
    ],
)
def test_a_mail_is_written_as_django_writes_it(subject: str, text: str) -> None:
    made = EmailMultiAlternatives(subject, text, "Zoë <zoe@quay.example>", ["bob@harbour.example"])
    made.extra_headers = {"Message-ID": "<1@quay.example>", "List-Unsubscribe": f"<{SITE}/u/{'a' * 60}>"}
    made.attach_alternative("<p>Grüße</p>", "text/html")
    made.attach_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")
    djangos: Any = made.message()
    assert as_written(bytes_of(made)) == as_written(djangos.as_bytes(linesep="\r\n"))


@pytest.mark.parametrize("mail", [b"To: bob\r\n\r\n.\r\n..two\r\nno.dot", b"To: bob\r\n\r\nText\r\n.\r\n"])
def test_no_line_of_a_mail_ends_it(mail: bytes) -> None:
    sent: list[bytes] = []
    server: Any = SMTP()
    server.putcmd, server.getreply = (lambda *_: None), (lambda: (354, b""))
    server.send = sent.append
    server.data(mail)
    assert as_data(mail) == sent[0]


@pytest.mark.parametrize(
    "address",
    ["bob@harbour.example", "Zoë <zoe@quay.example>", '"a b"@quay.example', "bob@bücher.example", "a\nb@c.example"],
)
def test_an_address_is_said_to_the_server_as_django_says_it(address: str) -> None:
    def said(by: Callable[[str], str]) -> str:
        try:
            return by(address)
        except ValueError:
            return "refused"

    assert said(as_path) == said(lambda each: quoteaddr(sanitize_address(each, "utf-8")))


def test_no_header_begins_another_one() -> None:
    made = EmailMultiAlternatives("Quay\nBcc: erin@quay.example", "Text", to=["bob@harbour.example"])
    made.attach_alternative("<p>Text</p>", "text/html")
    with pytest.raises(BadHeaderError):
        bytes_of(made)


@pytest.mark.parametrize("template", ["emails/notice", "emails/dates"])
def test_a_filled_mail_reads_as_one_that_is_rendered(template: str) -> None:
    """Whatever stands in a sentence; and nothing stays of the mail before."""
    said = 'You\'re "in" <script>1 & 2</script> \ue000why 0\ue001 {{ why }}'
    contexts: list[dict[str, object]] = [
        {"sentence": said, "detail": said, "why": said, "button_url": f"{SITE}/?a=1&b='2'", "button_label": said},
        {"sentence": said, "dates": [said, "14:00"], "stop_url": f"{SITE}/u/a/"},
        {"sentence": "", "dates": [], "adds": f"{said}\n\n{said}", "why": "Because."},
    ]
    for context in contexts * 2:
        text, html = text_and_html(template, context)
        assert text == render_to_string(f"{template}.txt", context)
        assert "<script>" not in html
        assert _shown(html) == _shown(render_to_string(f"{template}.html", context))


def _shown(html: str) -> list[str]:
    body = html.partition("</head>")[2]
    links = re.findall(r'href="(.*?)"', body)
    return [unescape(each) for each in (*strip_tags(body).split(), *links)]
