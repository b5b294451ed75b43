from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from alsweb.lib.own_rows import own_rows
from alsweb.lib.time import in_zone, now
from alsweb.pages import sentences
from alsweb.pages.record.as_csv import as_csv
from alsweb.pages.record.as_json import as_json
from alsweb.pages.record.as_pdf import as_pdf
from alsweb.pages.record.gathering import Record, record_of, sets_of_record
from organisations.http import Request
from sets import operations, queries


@require_safe
def record(request: Request) -> HttpResponse:
    """What is in it, set by set, and the ways to take it along."""
    me = request.membership
    counts = Counter(row[-1] for row in own_rows(me.person_id, organisation=me.organisation_id))
    words, sets = queries.own_words_counted(me), sets_of_record(queries.seats_ever(me))
    parts = [(part, counts[number], words[part.learning_set.pk]) for number, part in sets.items()]
    context = {
        "parts": parts,
        "others": sum(n for number, n in counts.items() if number not in sets),
        "sentence": sentences.record_holds(sum(counts.values()), sets=len(sets), words=sum(words.values())),
    }
    return render(request, "pages/record.html", context)


@require_safe
def download_json(request: Request) -> HttpResponse:
    return _file(request, as_json(_mine(request)), "json", "application/json")


@require_safe
def download_csv(request: Request) -> HttpResponse:
    return _file(request, as_csv(_mine(request), zone=request.user.time_zone), "csv", "text/csv; charset=utf-8")


@require_safe
def download_pdf(request: Request) -> HttpResponse:
    return _file(request, as_pdf(_mine(request), zone=request.user.time_zone), "pdf", "application/pdf")


def _mine(request: Request) -> Record:
    return record_of(request.membership, at=now())


def _file(request: Request, content: bytes, form: str, kind: str) -> HttpResponse:
    """Its name says nothing of who or what; no cache keeps it. Nobody records that somebody took what is theirs."""
    day = in_zone(now(), request.user.time_zone).date()
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="my-record-{day:%Y-%m-%d}.{form}"',
            "Cache-Control": "no-store",
        },
    )


def remove_words(request: Request, slug: str) -> HttpResponse:
    """What it means to take one's words out of a set that one has left; and taking them out."""
    learning_set = queries.left_set_for(request.membership, slug)
    if request.method == "POST":
        removed = operations.remove_own_words(learning_set, by=request.membership)
        messages.success(
            request,
            ngettext(
                "Removed: %(n)s text of yours is gone from %(set)s.",
                "Removed: %(n)s texts of yours are gone from %(set)s.",
                removed,
            )
            % {"n": removed, "set": learning_set.name}
            if removed
            else _("There was nothing of yours left to remove."),
        )
        return redirect("pages:record", request.organisation.slug)
    context = {"set": learning_set, "n": queries.own_words_counted(request.membership)[learning_set.pk]}
    return render(request, "pages/remove_words.html", context)
