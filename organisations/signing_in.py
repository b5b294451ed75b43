"""Whoever is no longer signed in is sent to sign in; what they had typed is given back first."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from alsweb.lib.typed import typed_in


class SignInAgainMiddleware(LoginRequiredMiddleware):
    # Django promises a redirect; whoever gets their text back is not sent away yet.
    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        typed = typed_in(request)
        return _sign_in_again(request, typed) if typed else super().handle_no_permission(request, view_func)


def _sign_in_again(request: HttpRequest, typed: list[str]) -> HttpResponse:
    """To the page on which it was typed, since the address that takes a form may be no page."""
    came_from = request.headers.get("Referer", "")
    here = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    back = urlsplit(came_from).path if here else "/"
    sign_in = f"{reverse('account_login')}?{urlencode({'next': back})}"
    return render(request, "sign_in_again.html", {"typed": typed, "sign_in": sign_in}, status=403)
