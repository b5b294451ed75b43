"""Founding a programme and saying anew what it is for. Its own page is one of several apps: `pages:programme`."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib.numbers import in_words
from alsweb.lib.phrases import capitalised
from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from organisations.policies import may_found_sets
from organisations.queries import allow
from sets import operations, policies
from sets.forms.programmes import FacilitatorsForm, FoundProgrammeForm, ProgrammeForm
from sets.models import SetRole
from sets.queries import facilitators_of, programme_for, sets_of_programme, waits_for_facilitator


def new(request: Request) -> HttpResponse:
    allow(request.membership, may_found_sets)
    form = FoundProgrammeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        programme = operations.found_programme(**form.cleaned_data, by=request.membership, at=now())
        count = form.cleaned_data["sets"]
        messages.success(
            request,
            ngettext(
                "%(name)s is founded with %(n)s set, which is forming.",
                "%(name)s is founded with %(n)s sets, which are forming.",
                count,
            )
            % {"name": programme.name, "n": in_words(count)},
        )
        return redirect("sets:programme_facilitators", request.organisation.slug, programme.slug)
    return render(request, "sets/new_programme.html", {"form": form}, status=422 if form.errors else 200)


def edit(request: Request, slug: str) -> HttpResponse:
    programme = programme_for(request.membership, slug, may=policies.may_change_programme)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, instance=copy(programme))
    if request.method == "POST" and form.is_valid():
        operations.change_programme(form.instance, by=request.membership, at=now())
        messages.success(request, _("Saved."))
        return redirect(programme)
    context = {"form": form, "programme": programme}
    return render(request, "sets/edit_programme.html", context, status=422 if form.errors else 200)


def facilitators(request: Request, slug: str) -> HttpResponse:
    """Who is to facilitate the sets that have nobody yet and that are this reader's to put together."""
    programme = programme_for(request.membership, slug)
    open_sets = [
        each
        for each in sets_of_programme(programme, reader=request.membership)
        if waits_for_facilitator(each, request.membership)
    ]
    form = FacilitatorsForm(
        request.POST if request.method == "POST" else None,
        sets=open_sets,
        facilitators=facilitators_of(request.membership),
    )
    if request.method == "POST" and form.is_valid() and _propose(request, form):
        return redirect(programme)
    context = {"form": form, "programme": programme, "sets": open_sets}
    return render(request, "sets/programme_facilitators.html", context, status=422 if form.errors else 200)


def _propose(request: Request, form: FacilitatorsForm) -> bool:
    """Each by itself: where one cannot be, the page says so, and the others are chosen all the same."""
    chosen = 0
    for learning_set, membership in form.chosen():
        try:
            operations.propose(learning_set, membership, role=SetRole.FACILITATOR, by=request.membership, at=now())
            chosen += 1
        except Refused as refused:
            form.add_error(form.field_of(learning_set), str(refused))
    if chosen:
        sentence = ngettext(
            "%(n)s facilitator is chosen, and hears of it when you ask.",
            "%(n)s facilitators are chosen, and hear of it when you ask.",
            chosen,
        )
        messages.success(request, capitalised(sentence % {"n": in_words(chosen)}))
    return not form.errors
