"""From what a kind renders to the mail as it goes out."""

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives

from alsweb.lib.links import absolute, on_site
from notifications.kinds import Kind, Message
from notifications.models import Notice
from notifications.skeletons import inlined, text_and_html
from notifications.stop_tokens import stop_token


def stop_address(*, person: int, kind: str) -> str:
    return absolute("notifications:stop", stop_token(person=person, kind=kind))


def compose(notice: Notice, message: Message, kind: Kind, *, to: str) -> EmailMessage:
    headers = {"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"}
    context: dict[str, object] = {"subject": message.subject, "site_url": settings.SITE_URL, **message.context}
    if message.path:
        context.setdefault("button_url", on_site(message.path))
    if kind.optional and notice.person_id is not None:
        stop = stop_address(person=notice.person_id, kind=kind.name)
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        context |= {"stop_url": stop, "preferences_url": absolute("notifications:preferences")}
    text, html = _bodies(message, context)
    mail = EmailMultiAlternatives(message.subject, text, settings.DEFAULT_FROM_EMAIL, [to], headers=headers)
    if html:
        mail.attach_alternative(html, "text/html")
    if message.calendar:
        # An alternative, and the last: Outlook, Google and Apple look for it there, and not among what is attached.
        mail.attach_alternative(message.calendar.text.decode(), f"text/calendar; method={message.calendar.method}")
    return mail


def _bodies(message: Message, context: dict[str, object]) -> tuple[str, str]:
    if not message.template:  # rendered before it came here
        return str(message.context["text"]), inlined(str(message.context["html"]))
    text, html = text_and_html(message.template, context)
    return _tidy(text), html


def _tidy(text: str) -> str:
    """Never two empty lines in a row, which blocks left empty would leave."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        # Two hyphens and a blank begin a signature (RFC 3676 §4.3): the blank has to stay.
        line = line if line == "-- " else line.rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
