"""The demo's post office: mail is kept for the pages under /demo/mail/ and leaves the machine never."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from alsweb.demo.models import CaughtMail
from alsweb.lib.time import now


class CaughtMailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not settings.DEMO:
            raise ImproperlyConfigured("Only the demo keeps its mails to itself; set EMAIL_URL to a mail server.")
        caught = [_caught(message, to) for message in email_messages for to in message.recipients()]
        CaughtMail.objects.bulk_create(caught)
        return len(caught)


def _caught(message: EmailMessage, to: str) -> CaughtMail:
    parts = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    by_type = {str(part[1]).partition(";")[0]: str(part[0]) for part in parts}
    return CaughtMail(
        to=to,
        subject=str(message.subject),
        text=str(message.body),
        html=by_type.get("text/html", ""),
        calendar=by_type.get("text/calendar", ""),
        message_id=message.extra_headers.get("Message-ID", ""),
        caught_at=now(),
    )
