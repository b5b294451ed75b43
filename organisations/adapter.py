from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest

from notifications.account_mail import queue_account_mail

MAY_SIGN_UP = "may_sign_up"
"""Set in the session by an opened invitation, or by somebody who begins to found an organisation."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where django-allauth asks the site: mail goes through the outbox, sign-up is not for passers-by."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        given = {
            "request": allauth_context.request,
            "email": email,
            "site_url": settings.SITE_URL,
            **context,
        }
        queue_account_mail(template_prefix, email, given)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(request.session.get(MAY_SIGN_UP))
