import re

from csp.decorators import csp, csp_update
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from alsweb.demo.models import CaughtMail

_LINK = re.compile(r"https?://[^\s<>\"]+")


@login_not_required
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """All mails, newest first; `?to=` shows one person's."""
    to = request.GET.get("to", "").strip().lower()
    mails = CaughtMail.objects.order_by("-pk").defer("text", "html", "calendar")
    page = Paginator(mails.filter(to=to) if to else mails, 25).get_page(request.GET.get("page"))
    people = CaughtMail.objects.order_by("to").values_list("to", flat=True).distinct()[:100]
    return render(request, "demo/mail.html", {"page": page, "to": to, "people": people})


@login_not_required
@require_safe
@csp_update({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def message(request: HttpRequest, number: int) -> HttpResponse:
    caught = get_object_or_404(CaughtMail, pk=number)
    links = list(dict.fromkeys(link.rstrip(".,)") for link in _LINK.findall(caught.text)))
    return render(request, "demo/mail_message.html", {"mail": caught, "links": links})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp(  # type: ignore[arg-type]
    {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "img-src": ["data:"],
        "base-uri": ["'self'"],
        "frame-ancestors": ["'self'"],
        # As a mail program shows it: no script, no forms, and links leave the frame when a person taps them.
        "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation-by-user-activation"],
    }
)
def html_part(request: HttpRequest, number: int) -> HttpResponse:
    caught = get_object_or_404(CaughtMail, pk=number)
    return HttpResponse(caught.html.replace("<head>", '<head><base target="_top">', 1))
