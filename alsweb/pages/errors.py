"""Error pages that need more than a template."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alsweb.lib.typed import typed_in


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or came from elsewhere; nothing was changed, and what was typed is given back."""
    return render(request, "403_csrf.html", {"typed": typed_in(request)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be understood; of what is only too large it is said."""
    if isinstance(exception, RequestDataTooBig):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)
