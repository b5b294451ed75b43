"""Bringing people in by a file: send it, look at what it would do, say yes, see it done."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from alsweb.lib.numbers import in_words, number_in
from alsweb.lib.phrases import capitalised
from alsweb.lib.time import now
from organisations import operations, people_file, policies, queries, writing
from organisations.forms import ConfirmForm, UploadForm
from organisations.http import Request
from organisations.models import PeopleImport
from organisations.people_file import Coming
from organisations.reading import Unreadable

SHOWN = 50
"""People and lines that the page lists; the rest it counts."""


def upload(request: Request) -> HttpResponse:
    queries.allow(request.membership, policies.may_keep_people)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        try:
            proposed = operations.propose_import(form.cleaned_data["file"], by=request.membership, at=now())
        except Unreadable as why:
            form.add_error("file", str(why))
        else:
            return redirect("organisations:import", organisation=request.organisation.slug, pk=proposed.pk)
    waiting = queries.imports_of(request.membership).filter(done_at=None, total__gt=0).defer("rows", "mistakes").first()
    context = {"form": form, "waiting": waiting, "columns": people_file.LABELS.values(), "levels": people_file.levels()}
    return render(request, "organisations/upload.html", context, status=422 if form.errors else 200)


@require_safe
def template(request: Request, form: str) -> HttpResponse:
    queries.allow(request.membership, policies.may_keep_people)
    return writing.download(people_file.template(), name="people", form=form)


@require_safe
def one(request: Request, pk: int) -> HttpResponse:
    """What the file would do; how far it has come; what it did."""
    found = queries.import_for(request.membership, pk)
    counted = dict.fromkeys(Coming, 0)
    for row in found.rows:
        counted[Coming(row["coming"])] += 1
    changed = [row for row in found.rows if row["coming"] == Coming.CHANGED]
    context = {
        "import": found,
        "counts": _counts(counted),
        "back": [row for row in found.rows if row["coming"] == Coming.BACK][:SHOWN],
        "changed": [(row, _changes(row["changes"])) for row in changed[:SHOWN]],
        "more_changed": max(len(changed) - SHOWN, 0),
        "mistakes": found.mistakes,
        "form": ConfirmForm(),
        "has_new": bool(counted[Coming.NEW] or counted[Coming.BACK]),
        "nothing_changes": not found.done_at and counted[Coming.SAME] == found.total,
    }
    return render(request, "organisations/import.html", context)


def _counts(counted: dict[Coming, int]) -> str:
    """`30 new, 5 changed, 2 as they are`"""
    words = {
        Coming.NEW: _("%(n)s new"),
        Coming.BACK: _("%(n)s who come back"),
        Coming.CHANGED: _("%(n)s changed"),
        Coming.SAME: _("%(n)s as they are"),
    }
    return ", ".join(words[each] % {"n": in_words(n)} for each, n in counted.items() if n)


def _changes(changes: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """Column, before and after as the page shows them."""
    shown = people_file.rung_label
    return [
        (
            str(people_file.LABELS[column]),
            shown(before) if column == "seniority" else before,
            shown(after) if column == "seniority" else after,
        )
        for column, before, after in changes
    ]


@require_POST
def apply(request: Request, pk: int) -> HttpResponse:
    """Say yes, and bring in the next lines; htmx asks for the ones after them by itself."""
    found = queries.import_for(request.membership, pk)
    at = now()
    if found.confirmed_at is None:
        form = ConfirmForm(request.POST)
        form.is_valid()
        operations.confirm_import(found, write_to_new=form.cleaned_data["write_to_new"], at=at)
    operations.apply_import(found, after=number_in(request.POST.get("after", "")), by=request.membership, at=at)
    found.refresh_from_db()
    return _go_on(request, found)


def _go_on(request: Request, found: PeopleImport) -> HttpResponse:
    to = redirect("organisations:import", organisation=request.organisation.slug, pk=found.pk)
    if not request.htmx:
        if found.done_at:
            sentence = ngettext("%(n)s person of your file is in.", "%(n)s people of your file are in.", found.total)
            messages.success(request, capitalised(sentence % {"n": in_words(found.total)}))
        return to
    if found.done_at:
        return HttpResponseClientRedirect(to.url)
    return render(request, "organisations/_progress.html", {"import": found})
