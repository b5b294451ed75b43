"""One address answers the page or a fragment of it, and says so to caches."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only its partial `_fragment` file where htmx asks for it."""
    wants_fragment = bool(fragment) and bool(getattr(request, "htmx", False))
    response = render(request, fragment if wants_fragment else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
