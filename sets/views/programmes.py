"""Founding a programme and saying anew what it is for. Its own page is one of several apps: `pages:programme`."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alsweb.lib.numbers import in_words
from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_found_sets
from organisations.queries import allow
from sets import operations, policies
from sets.forms.programmes import FoundProgrammeForm, ProgrammeForm
from sets.queries import programme_for


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
        return redirect(programme)
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
