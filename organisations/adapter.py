from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from django.conf import settings
from django.http import HttpRequest

from alsweb.lib import phrases
from alsweb.lib.time import now
from notifications.account_mail import queue_account_mail
from organisations.models import User

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

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        when = f"{phrases.moment(now(), user.time_zone)}, {phrases.city(user.time_zone)}"
        super().send_notification_mail(template_prefix, user, {"timestamp": when, **(context or {})}, email)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(request.session.get(MAY_SIGN_UP))
