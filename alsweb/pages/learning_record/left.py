"""The learning records of organisations that one has left: what one attended there, and its certificates, stay one's own."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from alsweb.pages.learning_record import views
from alsweb.pages.record.left import past
from organisations.http import Request


@require_safe
def learning_record(request: Request, pk: int) -> HttpResponse:
    me = past(request.user.pk, pk)
    return views.page(request, me, at=reverse("left_learning_record", args=[pk]), left=me)


@require_safe
def pdf(request: Request, pk: int) -> HttpResponse:
    return views.hours(request, past(request.user.pk, pk))


@require_safe
def csv(request: Request, pk: int) -> HttpResponse:
    return views.table(request, past(request.user.pk, pk))


@require_safe
def certificate(request: Request, pk: int, slug: str) -> HttpResponse:
    return views.certificate_in(request, past(request.user.pk, pk), slug)
