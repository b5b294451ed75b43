"""Mail by a provider's API instead of a mail server, and what it says later about a mail, by django-anymail.

Only imported where one is configured.
"""

import logging
import uuid
from datetime import datetime
from typing import Any

import requests
from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from anymail.signals import AnymailTrackingEvent, tracking
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from django.views import View

from alsweb.lib.time import now
from notifications.delivery import Answer, Delivery
from notifications.models import Refusal, RefusalCause
from notifications.models.notice import normal

logger = logging.getLogger(__name__)

WEBHOOKS = {
    "postmark": "anymail.webhooks.postmark.PostmarkTrackingWebhookView",
    "mailgun": "anymail.webhooks.mailgun.MailgunTrackingWebhookView",
    "sendgrid": "anymail.webhooks.sendgrid.SendGridTrackingWebhookView",
    "brevo": "anymail.webhooks.brevo.BrevoTrackingWebhookView",
}
NOTICE = "notice"
"""Under this name a provider keeps our Message-ID, and says it again; many put one of their own into the mail."""
OUR_OWN_MATTER = (401, 402, 403, 404, 408, 429)
"""A wrong key, an unpaid bill, too much at once: no fault of this mail."""


def webhook(provider: str) -> URLPattern:
    """Where the provider says what came back: without a sign-in, by EMAIL_WEBHOOK_SECRET. Mail to us is not taken."""
    view: type[View] = import_string(WEBHOOKS[provider])
    return path(f"anymail/{provider}/tracking/", view.as_view(), name=f"{provider}_tracking")


def send(backend: BaseEmailBackend, mail: EmailMessage) -> Delivery:
    """Hand it over; what the provider answers, in the words of a mail server."""
    mail.metadata = {NOTICE: mail.extra_headers.get("Message-ID", "")}  # type: ignore[attr-defined]
    _attach_the_calendar(mail)
    try:
        backend.send_messages([mail])
    except AnymailRecipientsRefused as refused:
        return Delivery(Answer.NEVER, _said(refused), address_refused=True)
    except AnymailAPIError as fault:
        return Delivery(_answer_to(fault), _said(fault))
    except AnymailError as fault:  # what it cannot carry, it cannot carry later either
        return Delivery(Answer.NEVER, _said(fault))
    except OSError as broke:
        return Delivery(Answer.LATER, _said(broke))
    return Delivery(Answer.TAKEN)


def _answer_to(fault: AnymailAPIError) -> Answer:
    status = fault.status_code
    if status is None:
        never_reached = isinstance(fault, requests.ConnectTimeout) or "NewConnectionError" in repr(fault.__cause__)
        return Answer.LATER if never_reached else Answer.UNKNOWN
    if status < 400:  # taken, and the answer cannot be read
        return Answer.UNKNOWN
    return Answer.LATER if status >= 500 or status in OUR_OWN_MATTER else Answer.NEVER


def _said(fault: Exception) -> str:
    """One line of it; anymail's own holds the whole answer."""
    status = getattr(fault, "status_code", None)
    response = getattr(fault, "response", None)
    text = " ".join(str(getattr(response, "text", "") or (fault.args[0] if fault.args else "")).split())
    return f"{status or type(fault).__name__} {text}"[:200]


def _attach_the_calendar(mail: EmailMessage) -> None:
    """Providers take no other reading of a mail beside text and HTML; calendars know a date that is attached, too."""
    if not isinstance(mail, EmailMultiAlternatives):
        return
    for part in [each for each in mail.alternatives if str(each[1]).startswith("text/calendar")]:
        mail.alternatives.remove(part)
        mail.attach("date.ics", part[0], part[1])


def listen() -> None:
    tracking.connect(_hear, dispatch_uid="notifications")


def _hear(sender: object, event: AnymailTrackingEvent, **_: Any) -> None:
    cause = _cause_in(event)
    notice = _notice_in(event)
    if cause is None or notice is None or not event.recipient:
        return
    said = " ".join((event.mta_response or event.description or "").split())
    note_refusal(event.recipient, notice=notice, cause=cause, answer=said, at=event.timestamp or now())


def _cause_in(event: AnymailTrackingEvent) -> RefusalCause | None:
    """Nothing for what may still arrive: a full mailbox, a server that is away."""
    if event.event_type == "complained" or (event.event_type == "rejected" and event.reject_reason == "spam"):
        return RefusalCause.COMPLAINED
    told = event.esp_event if isinstance(event.esp_event, dict) else {}
    if told.get("Type") == "SoftBounce" or told.get("event") == "soft_bounce" or told.get("type") == "blocked":
        return None
    is_for_good = event.event_type in ("bounced", "rejected") and event.reject_reason in ("bounced", "invalid")
    return RefusalCause.BOUNCED if is_for_good else None


def _notice_in(event: AnymailTrackingEvent) -> tuple[int, uuid.UUID] | None:
    """Number and key, out of the Message-ID that the mail went out with."""
    kept = (event.metadata or {}).get(NOTICE) or event.message_id or ""
    number, _dot, key = str(kept).strip("<> ").partition("@")[0].partition(".")
    try:
        return int(number), uuid.UUID(hex=key)
    except ValueError:
        return None


@transaction.atomic
def note_refusal(
    address: str, *, notice: tuple[int, uuid.UUID], cause: RefusalCause, answer: str, at: datetime
) -> None:
    """What may be left out goes there no more. Only believed about a mail of ours; said again, it changes nothing."""
    number, key = notice
    with connection.cursor() as cursor:
        cursor.execute("SELECT note_bounce(%s, %s, %s, %s)", [number, key, at, cause == RefusalCause.BOUNCED])
        row = cursor.fetchone()
    if not (row and row[0]):
        return
    told = {"refused_at": at, "answer": answer[:200], "cause": cause}
    address = normal(address)[:254]
    Refusal.objects.bulk_create([Refusal(address=address, **told)], ignore_conflicts=True)
    before = Refusal.objects.filter(address=address, refused_at__lt=at)
    if cause != RefusalCause.COMPLAINED:  # whoever does not want mail still does not
        before = before.exclude(cause=RefusalCause.COMPLAINED)
    before.update(**told)
    logger.info("Notice %s: %s.", number, cause.label)
