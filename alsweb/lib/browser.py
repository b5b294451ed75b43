"""What browsers are told besides the content security policy."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers

_PERMISSIONS = "camera=(), microphone=(), geolocation=(), browsing-topics=(), payment=(), usb=()"


class BrowserPolicyMiddleware:
    """Pages are never kept by the browser: on a shared computer the back button would show words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response
