"""Mails of the account itself: codes, resets, changes. They belong to no organisation.

They are rendered where they are asked for, since what they are made of does not outlive the request,
and wait under the master key: a dump of the outbox opens nobody's account.
"""

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy

from alsweb.lib.sealing import seal_with_master_key, unseal_with_master_key
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.models.notice import ACCOUNT, normal
from notifications.outbox import notify_many

STALE_AFTER = timedelta(hours=12)
"""Codes have long expired by then, and links can be asked for again."""


def queue_account_mail(template_prefix: str, email: str, context: dict[str, Any]) -> None:
    """Render `<prefix>_subject.txt` and `<prefix>_message.txt|html` and put them in the outbox, due at once."""
    occasion = str(uuid.uuid4())
    recipient = normal(email)
    subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", context).split())
    context = {**context, "subject": subject}
    mail = {
        "subject": subject,
        "text": render_to_string(f"{template_prefix}_message.txt", context).strip(),
        "html": _html(template_prefix, context),
    }
    # The page that asks may be in the person's own scope, which only reads.
    with scope():
        notify_many(
            [
                Notice.waiting(
                    kind=ACCOUNT,
                    subject=ACCOUNT,
                    occasion=occasion,
                    due_at=now(),
                    organisation=None,
                    address=recipient,
                    sealed=seal_with_master_key(json.dumps(mail).encode(), bound_to=_place(recipient, occasion)),
                )
            ]
        )


def _html(template_prefix: str, context: dict[str, Any]) -> str:
    try:
        return render_to_string(f"{template_prefix}_message.html", context)
    except TemplateDoesNotExist:
        return ""


def _place(recipient: str, occasion: str) -> str:
    return f"notice:{recipient}:{occasion}"


def _render(notice: Notice, at: datetime) -> Message:
    assert notice.sealed is not None
    mail = json.loads(unseal_with_master_key(bytes(notice.sealed), bound_to=_place(notice.address, notice.occasion)))
    return Message(subject=mail["subject"], template="", context=mail)


def register() -> None:
    register_kind(
        Kind(
            name=ACCOUNT,
            label=gettext_lazy("Mails about my account"),
            still_true=lambda notice, at: notice.sealed is not None,
            render=_render,
            at_once=True,
            optional=False,
            stale_after=STALE_AFTER,
        )
    )
