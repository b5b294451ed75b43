"""Founding a set in a few short steps; each saves, so that the rest can wait. Step 3 and 4 are in `forming`."""

from copy import copy
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alsweb.lib.htmx import answer
from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_found_sets
from organisations.queries import allow
from sets import operations, policies, size
from sets.forms.founding import AboutForm, FoundSetForm, HowForm, TopicForm
from sets.queries import programmes_of, seat_for
from sets.topic import PROMPTS, hints


def new(request: Request) -> HttpResponse:
    """The first step, before there is a set; htmx asks here what might make the topic stronger."""
    allow(request.membership, may_found_sets)
    if request.htmx and "topic" in request.GET:
        return answer(request, "sets/new.html", {"hints": hints(request.GET["topic"])}, fragment="sets/_hints.html")
    programmes = programmes_of(request.membership)
    preset = next((each for each in programmes if each.slug == request.GET.get("programme")), None)
    form = FoundSetForm(
        request.POST if request.method == "POST" else None,
        initial={"programme": preset},
        programmes=programmes,
        may_facilitate=request.membership.is_facilitator,
    )
    form.ask_for_hints(request.path)
    if request.method == "POST" and form.is_valid():
        learning_set = operations.found_set(
            **form.answers(),
            time_zone=request.organisation.time_zone,
            places=6,
            by=request.membership,
            at=now(),
        )
        messages.success(
            request, _("%(name)s is founded. You can leave these steps and come back.") % {"name": learning_set.name}
        )
        return redirect("sets:form_how", request.organisation.slug, learning_set.slug)
    context = {"form": form, "prompts": PROMPTS}
    return render(request, "sets/new.html", context, status=422 if form.errors else 200)


def topic(request: Request, slug: str) -> HttpResponse:
    """The first step again."""
    seat = seat_for(request.membership, slug, may=policies.may_form)
    form = TopicForm(
        request.POST if request.method == "POST" else None,
        instance=copy(seat.learning_set),
        programmes=programmes_of(request.membership),
    )
    form.ask_for_hints(reverse("sets:new", args=[request.organisation.slug]))
    if request.method == "POST" and form.is_valid():
        operations.change_set(form.instance, fields=form.changed_columns, by=request.membership, at=now())
        messages.success(request, _("Saved."))
        return redirect("sets:form_how", request.organisation.slug, slug)
    context = {"form": form, "prompts": PROMPTS, "set": seat.learning_set, "hints": hints(seat.learning_set.topic)}
    return render(request, "sets/new.html", context, status=422 if form.errors else 200)


def how(request: Request, slug: str) -> HttpResponse:
    """The second step."""
    seat = seat_for(request.membership, slug, may=policies.may_form)
    form = HowForm(request.POST if request.method == "POST" else None, instance=copy(seat.learning_set))
    if request.method == "POST" and form.is_valid():
        _save(request, form, now())
        return redirect("sets:form_people", request.organisation.slug, slug)
    context = {"form": form, "set": seat.learning_set, "hints": hints(seat.learning_set.topic)}
    return render(request, "sets/form_how.html", context, status=422 if form.errors else 200)


def about(request: Request, slug: str) -> HttpResponse:
    """All of it on one page, for a set that is past its founding."""
    seat = seat_for(request.membership, slug, may=policies.may_change_set)
    form = AboutForm(request.POST if request.method == "POST" else None, instance=copy(seat.learning_set))
    at = now()
    if request.method == "POST" and form.is_valid():
        _save(request, form, at, *form.since(at))
        return redirect(form.instance)
    context = {"form": form, "set": seat.learning_set, "hints": hints(seat.learning_set.topic)}
    return render(request, "sets/about.html", context, status=422 if form.errors else 200)


def _save(request: Request, form: HowForm, at: datetime, *more: str) -> None:
    operations.change_set(form.instance, fields=[*form.changed_columns, *more], by=request.membership, at=at)
    messages.success(request, _("Saved."))
    if warning := size.warning(form.cleaned_data["places"]):
        messages.warning(request, warning)
