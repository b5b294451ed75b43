"""The records of organisations that one has left: one's past there is one's own, and nothing else of them is shown."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from alsweb.lib.tenancy.scope import step_inside
from alsweb.pages.record import views
from organisations.http import Request
from organisations.models import Membership
from organisations.queries import left_by


@require_safe
def latest(request: Request) -> HttpResponse:
    """The one that was left last; where there is none, that."""
    times = left_by(request.user.pk)
    return redirect("left_record", times[0].pk) if times else render(request, "pages/nothing_left.html")


@require_safe
def record(request: Request, pk: int) -> HttpResponse:
    times = left_by(request.user.pk)
    me = _one_of(times, pk)
    return views.page(request, me, at=_address(pk), left=me, beside=[each for each in times if each.pk != pk])


@require_safe
def download(request: Request, pk: int, form: str) -> HttpResponse:
    return views.file(request, past(request.user.pk, pk), form)


def remove_words(request: Request, pk: int, slug: str) -> HttpResponse:
    return views.removal(request, past(request.user.pk, pk), slug, back=_address(pk))


def _address(pk: int) -> str:
    return reverse("left_record", args=[pk])


def past(person: int, pk: int) -> Membership:
    """A membership of one's own that has ended, with its organisation's scope entered for the rest of the request."""
    return _one_of(left_by(person), pk)


def _one_of(times: list[Membership], pk: int) -> Membership:
    me = next((each for each in times if each.pk == pk), None)
    if me is None:
        raise Http404
    step_inside(me.organisation_id)
    return me
