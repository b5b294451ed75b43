"""The demo answers on this machine alone: its passwords are printed on its sign-in page."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

from alsweb.environment import LOOPBACK


def refuse_strangers(request: HttpRequest) -> None:
    """Raise PermissionDenied unless this is the demo, asked from this machine by one of its own names."""
    host, _port = split_domain_port(request.get_host())
    if not (settings.DEMO and host in LOOPBACK and _is_loopback(request.META.get("REMOTE_ADDR", ""))):
        raise PermissionDenied


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class LoopbackOnlyMiddleware:
    """Nobody else's request reaches a page of the demo."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refuse_strangers(request)
        return self.get_response(request)
