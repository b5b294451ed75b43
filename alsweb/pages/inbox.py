"""The inbox: what its reader was told in this organisation, by mail or where mail did not reach them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.time import now
from alsweb.pages import sentences
from notifications import operations
from notifications.queries import INBOX_PAGE, inbox_of
from organisations.http import Request

MOST_PAGES = 1000


@require_safe
def inbox(request: Request) -> HttpResponse:
    asked = request.GET.get("page", "")
    page = min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdigit() and int(asked[:9]) > 0 else 1
    found = inbox_of(request.user.pk, organisation=request.organisation.pk, page=page)
    told = found[:INBOX_PAGE]
    return render(
        request,
        "pages/inbox.html",
        {
            "told": told,
            "sentence": sentences.news_in_inbox(sum(each.is_new for each in told), is_empty=not told and page == 1),
            "seen_until": told[0].at.isoformat() if page == 1 and any(each.is_new for each in told) else "",
            "newer": page - 1,
            "older": page + 1 if len(found) > INBOX_PAGE else 0,
        },
    )


class SeenForm(forms.Form):
    until = forms.DateTimeField()
    """Of the newest line that was on the page: what came while it was read is new still."""


@require_POST
def seen(request: Request) -> HttpResponse:
    form = SeenForm(request.POST)
    if form.is_valid():
        until = min(form.cleaned_data["until"], now())
        operations.see_inbox(person=request.user.pk, organisation=request.organisation.pk, until=until)
    return redirect("pages:inbox", request.organisation.slug)
