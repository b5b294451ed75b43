"""A code by mail never opens words on a device not seen before.

A new password chosen through the mailbox does, once one has signed in with it: that detour is told in
the security page, and a second factor closes it.

Whoever signs in with a password or a passkey makes their device known to their account by a signed
cookie, unless they say that the computer is shared. A session that only a mail opened, on a device without it, keeps to `/me/`, to answering dates and
to signing in better; nothing is stored on the server, and proving a password lifts it at once.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import constant_time_compare

from organisations.models import User

COOKIE = "device"
SHARED = "shared_computer"
"""In the session: it ends with the browser, and nothing of its person stays on the device."""
LASTS = timedelta(days=400)
"""As long as browsers keep a cookie."""
_SALT = "alsweb.device"
_BY_MAIL = {"code", "password_reset"}
_ANSWERING = {"sessions:answer"}
_WAYS_TO_PROVE = {"mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_login_webauthn"}


class DeviceMiddleware:
    """Fold away words where only a mail was proved; remember the device where more was. Stands after the scope."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _proved_more_than_mail(request) and not is_shared(request) and not is_known(request):
            _remember(request, response)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: dict[str, Any]) -> HttpResponse | None:
        if not _opens_words(request) or not is_folded(request):
            return None
        return render(request, "organisations/words_folded.html", status=403)


def is_folded(request: HttpRequest) -> bool:
    """Whether a mail alone opened this session, on a device that its account does not know."""
    methods = _methods(request)
    return bool(methods) and methods <= _BY_MAIL and not is_known(request)


def is_shared(request: HttpRequest) -> bool:
    return bool(request.session.get(SHARED))


def share(request: HttpRequest) -> None:
    """From now on this session ends with the browser, and pages keep nothing on the device."""
    request.session[SHARED] = True
    request.session.set_expiry(0)


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """The device is not known to the account any more."""
    response.delete_cookie(_cookie(request), samesite="Lax")


def is_known(request: HttpRequest) -> bool:
    """Whether this account has signed in here with more than a mail since its password was last changed."""
    try:
        known = signing.loads(request.COOKIES.get(_cookie(request), ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return False
    return isinstance(known, str) and constant_time_compare(known, _account(request))


def _opens_words(request: HttpRequest) -> bool:
    """A page of an organisation, or one that could add a way to sign in and so open it later."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    if request.path_info.startswith("/o/"):
        return name not in _ANSWERING
    return name == "account_email" or (name.startswith("mfa_") and name not in _WAYS_TO_PROVE)


def _methods(request: HttpRequest) -> set[str]:
    """How this session's person proved who they are; empty for nobody."""
    if not request.user.is_authenticated:
        return set()
    return {record["method"] for record in get_authentication_records(request, request.user)}


def _proved_more_than_mail(request: HttpRequest) -> bool:
    return bool(_methods(request) - _BY_MAIL)


def _cookie(request: HttpRequest) -> str:
    return f"{COOKIE}_{request.user.pk}"


def _account(request: HttpRequest) -> str:
    # It changes with the password: who had to choose a new one proves it once on each device.
    assert isinstance(request.user, User)  # behind Django's lazy object
    return f"{request.user.pk}:{request.user.get_session_auth_hash()}"


def _remember(request: HttpRequest, response: HttpResponseBase) -> None:
    response.set_cookie(
        _cookie(request),
        signing.dumps(_account(request), salt=_SALT),
        max_age=LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
