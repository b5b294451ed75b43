"""A provider instead of a mail server: what it answers, and what it says hours later, in the same terms."""

import base64
import json
from datetime import datetime
from typing import Any

import pytest
import requests
from anymail.exceptions import AnymailAPIError, AnymailRequestsAPIError
from anymail.message import AnymailRecipientStatus
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from alsweb import urls
from alsweb.lib.tenancy.scope import scope
from notifications import provider
from notifications.delivery import Answer, Line
from notifications.models import Notice, Refusal, RefusalCause
from notifications.sender import send_due
from tests.notifications.conftest import make_person, notice_of, tell

pytestmark = pytest.mark.django_db
SECRET = "postmark:a-long-password-of-ours"
urlpatterns = [provider.webhook("postmark"), *urls.urlpatterns]


@pytest.fixture(autouse=True)
def by_a_provider(settings: Any) -> None:
    settings.EMAIL_BACKEND = "anymail.backends.test.EmailBackend"
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "SEND_DEFAULTS": {"track_clicks": False, "track_opens": False}}
    settings.ROOT_URLCONF = __name__
    provider.listen()


def _answered(status: int) -> AnymailRequestsAPIError:
    response = requests.Response()
    response.status_code, response._content = status, b'{"Message": "So it is."}'
    return AnymailRequestsAPIError("no", response=response)


_TimedOut = type("_TimedOut", (AnymailRequestsAPIError, requests.ReadTimeout), {})
_NoConnection = type("_NoConnection", (AnymailRequestsAPIError, requests.ConnectTimeout), {})


@pytest.mark.parametrize(
    ("fault", "answer", "address_refused"),
    [
        (None, Answer.TAKEN, False),
        (_answered(422), Answer.NEVER, False),
        (_answered(401), Answer.LATER, False),
        (_answered(429), Answer.LATER, False),
        (_answered(503), Answer.LATER, False),
        (_answered(200), Answer.UNKNOWN, False),
        (_TimedOut("slow"), Answer.UNKNOWN, False),
        (_NoConnection("nobody"), Answer.LATER, False),
        ("rejected", Answer.NEVER, True),
    ],
)
def test_a_providers_answer_is_one_of_a_mail_servers(
    fault: AnymailAPIError | str | None, answer: Answer, address_refused: bool
) -> None:
    letter = EmailMultiAlternatives("About a date", "Text", to=["bob@harbour.example"])
    letter.attach_alternative("BEGIN:VCALENDAR", "text/calendar; method=REQUEST")
    if fault == "rejected":
        status = AnymailRecipientStatus(message_id=None, status="rejected")
        letter.anymail_test_response = {"recipient_status": {"bob@harbour.example": status}}  # type: ignore[attr-defined]
    elif fault:
        letter.anymail_test_response = fault  # type: ignore[attr-defined]
    line = Line()
    assert line.open() is None
    assert line.offer(letter) is None

    delivery = line.hand_over()

    assert (delivery.answer, delivery.address_refused) == (answer, address_refused)
    assert (delivery.reason == "") == (answer is Answer.TAKEN)
    assert "\n" not in delivery.reason
    assert [each.name for each in mail.outbox[0].anymail_test_params["attachments"]] == ["date.ics"]  # type: ignore[attr-defined]


def _says(client: Client, event: dict[str, object], *, secret: str = SECRET) -> int:
    authorization = "Basic " + base64.b64encode(secret.encode()).decode()
    return client.post(
        "/anymail/postmark/tracking/",
        json.dumps(event),
        content_type="application/json",
        headers={"Authorization": authorization},
    ).status_code


def _event(notice: Notice, **other: object) -> dict[str, object]:
    return {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "Email": "Bob@harbour.example",
        "BouncedAt": "2027-02-01T14:00:00Z",
        "Description": "No such mailbox",
        "Metadata": {"notice": notice.message_id},
        **other,
    }


@pytest.fixture
def sent(now: datetime) -> Notice:
    bob = make_person("bob")
    tell(bob, now)
    send_due(now)
    notice = notice_of(bob)
    assert notice.sent_at
    return notice


def _again(notice: Notice) -> Notice:
    with scope(person=notice.person_id):
        return Notice.objects.get(pk=notice.pk)


def test_a_mail_goes_with_our_number_and_nobody_counts_its_links(sent: Notice) -> None:
    (letter,) = mail.outbox
    said = letter.anymail_test_params  # type: ignore[attr-defined]
    assert said["metadata"] == {"notice": sent.message_id}
    assert (said["track_clicks"], said["track_opens"]) == (False, False)


def test_what_came_back_is_noted_once_and_a_complaint_stays(sent: Notice, client: Client) -> None:
    assert _says(client, _event(sent)) == 200
    refusal = Refusal.objects.get()
    assert (refusal.address, refusal.cause) == ("bob@harbour.example", RefusalCause.BOUNCED)
    assert _again(sent).bounced_at == refusal.refused_at
    refusal.delete()  # turned on again; the provider says it a second time
    assert _says(client, _event(sent)) == 200
    assert not Refusal.objects.exists()
    complaint = _event(sent, RecordType="SpamComplaint", Type="SpamComplaint", BouncedAt="2027-02-02T14:00:00Z")
    assert _says(client, complaint) == 200
    assert Refusal.objects.get().cause == RefusalCause.COMPLAINED


def test_nothing_is_believed_about_a_mail_that_is_not_ours_or_from_somebody_else(sent: Notice, client: Client) -> None:
    foreign = sent.message_id.replace(sent.key.hex, "0" * 32)
    assert _says(client, _event(sent, Metadata={"notice": foreign})) == 200
    assert _says(client, _event(sent, Metadata={"notice": "hello"})) == 200
    assert _says(client, _event(sent, Metadata={})) == 200
    assert _says(client, _event(sent, Type="SoftBounce")) == 200
    assert _says(client, _event(sent), secret="postmark:guessed") == 400
    assert (_again(sent).bounced_at, Refusal.objects.count()) == (None, 0)
