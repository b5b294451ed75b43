"""With whom somebody would rather not be in a set: their own list, and what becomes of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sets import operations, queries
from sets.forms.composing import NotTogetherForm


def not_together(request: Request) -> HttpResponse:
    form = NotTogetherForm(request.POST if request.method == "POST" else None, member=request.membership)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        try:
            operations.wish_apart(other, by=request.membership, at=now())
        except Refused as refused:
            form.add_error("other", str(refused))
        else:
            messages.success(
                request,
                _("Kept. Whoever puts sets together is told that you and %(name)s are not to be in one, not who asked.")
                % {"name": other.name},
            )
            return redirect("sets:not_together", request.organisation.slug)
    context = {"form": form, "wishes": list(queries.wishes_of(request.membership))}
    return render(request, "sets/not_together.html", context, status=422 if form.errors else 200)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    operations.take_wish_back(pk, by=request.membership)
    messages.success(request, _("Taken back."))
    return redirect("sets:not_together", request.organisation.slug)
