"""The record of whoever is in the organisation; `left` shows the same to those who have left it."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alsweb.lib.own_rows import own_rows
from alsweb.lib.time import in_zone, now
from alsweb.pages import sentences
from alsweb.pages.record.as_csv import as_csv
from alsweb.pages.record.as_json import as_json
from alsweb.pages.record.as_pdf import as_pdf
from alsweb.pages.record.gathering import record_of, sets_of_record
from organisations.http import Request
from organisations.models import Membership
from sets import operations, queries

KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "pdf": "application/pdf"}


@require_safe
def record(request: Request) -> HttpResponse:
    return page(request, request.membership, at=reverse("pages:record", args=[request.organisation.slug]))


@require_safe
def download(request: Request, form: str) -> HttpResponse:
    return file(request, request.membership, form)


def remove_words(request: Request, slug: str) -> HttpResponse:
    back = reverse("pages:record", args=[request.organisation.slug])
    return removal(request, request.membership, slug, back=back)


def page(request: Request, me: Membership, *, at: str, **more: object) -> HttpResponse:
    """What is in it, set by set, and the ways to take it along; `at` is its address."""
    counts = Counter(row[-1] for row in own_rows(me.person_id, organisation=me.organisation_id))
    words, sets = queries.own_words_counted(me), sets_of_record(queries.seats_ever(me))
    context = {
        "organisation": me.organisation,
        "at": at,
        "parts": [(part, counts[number], words[part.learning_set.pk]) for number, part in sets.items()],
        "others": sum(n for number, n in counts.items() if number not in sets),
        "sentence": sentences.record_holds(
            sum(counts[number] for number in sets), sets=len(sets), words=sum(words.values())
        ),
        **more,
    }
    return render(request, "pages/record.html", context)


def file(request: Request, me: Membership, form: str) -> HttpResponse:
    """Its name says nothing of who or what; no cache keeps it. Nobody records that somebody took what is theirs."""
    at, zone = now(), request.user.time_zone
    mine = record_of(me, at=at)
    content = {
        "json": lambda: as_json(mine),
        "csv": lambda: as_csv(mine, zone=zone),
        "pdf": lambda: as_pdf(mine, zone=zone),
    }[form]()
    return HttpResponse(
        content,
        content_type=KINDS[form],
        headers={
            "Content-Disposition": f'attachment; filename="my-record-{in_zone(at, zone):%Y-%m-%d}.{form}"',
            "Cache-Control": "no-store",
        },
    )


def removal(request: Request, me: Membership, slug: str, *, back: str) -> HttpResponse:
    """What it means to take one's words out of a set that one has left; and taking them out."""
    learning_set = queries.left_set_for(me, slug)
    if request.method == "POST":
        removed = operations.remove_own_words(learning_set, by=me)
        messages.success(request, _said(removed, learning_set.name))
        return redirect(back)
    context = {"set": learning_set, "n": queries.own_words_counted(me)[learning_set.pk], "back": back}
    return render(request, "pages/remove_words.html", context)


def _said(removed: int, name: str) -> str:
    if not removed:
        return _("There was nothing of yours left to remove.")
    told = ngettext(
        "Removed: %(n)s text of yours is gone from %(set)s.",
        "Removed: %(n)s texts of yours are gone from %(set)s.",
        removed,
    )
    return told % {"n": removed, "set": name}
