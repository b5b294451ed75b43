from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions import operations, queries
from actions.forms import ProgressForm, QuietForm
from actions.lately import own_row
from actions.models import Action
from actions.views.asking import UNDONE_LATE, row_of
from alsweb.lib.time import in_zone, now
from organisations.devices import is_shared
from organisations.http import Request


def report(request: Request, pk: int) -> HttpResponse:
    """Each state is a button: one tap is an answer, here and in the row of a list."""
    action = queries.own_action_for(request.membership, pk)
    form = ProgressForm(request.POST or None, auto_id=f"action{pk}_%s")
    if request.method != "POST":
        return _page(request, action)
    if not form.is_valid():
        return _page(request, action, wrong=form, status=422)
    try:
        operations.report_progress(action, **form.cleaned_data, by=request.membership, at=now())
    except operations.AlreadyClosed as closed:
        if request.htmx:
            return _row(request, pk)
        return _page(request, action, told=str(closed), typed=form.cleaned_data["line"], status=409)
    if not request.htmx:
        messages.success(request, _("Thank you, your set sees it."))
    return _back(request, pk)


@require_POST
def quiet(request: Request, pk: int) -> HttpResponse:
    """When to be asked about it again, or whether at all; “ask” takes that back."""
    action = queries.own_action_for(request.membership, pk)
    at = now()
    if "ask" in request.POST:
        operations.ask_as_usual(action, by=request.membership)
    else:
        form = QuietForm(request.POST, today=in_zone(at, request.user.time_zone).date(), auto_id=f"quiet{pk}_%s")
        if not form.is_valid():
            return _page(request, action, wrong=form, status=422)
        operations.keep_quiet(action, until=form.day(), by=request.membership, at=at)
    return redirect("actions:progress", request.organisation.slug, pk)


@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    progress = queries.own_progress_for(request.membership, pk)
    if operations.undo_progress(progress, at=now()):
        if not request.htmx:
            messages.success(request, _("Taken back. What you said before stands again."))
    else:
        messages.warning(request, UNDONE_LATE)
    return _back(request, progress.action_id)


def _back(request: Request, pk: int) -> HttpResponse:
    """To where it was said: the row of a list, that list, or one's actions."""
    if request.htmx:
        return _row(request, pk)
    if request.POST.get("next") == "home":
        return redirect(f"{reverse('pages:home', args=[request.organisation.slug])}#promises")
    return redirect(f"{reverse('actions:mine', args=[request.organisation.slug])}#action-{pk}")


def _row(request: Request, pk: int) -> HttpResponse:
    promises = queries.own_promises(request.membership, pk=pk)
    if not promises:
        raise Http404
    at, zone = now(), request.user.time_zone
    context = {"row": own_row(promises[0], zone=zone, at=at), "today": in_zone(at, zone).date(), "is_swapped": True}
    return render(request, "actions/_own_row.html", context)


def _page(
    request: Request,
    action: Action,
    *,
    wrong: ProgressForm | QuietForm | None = None,
    told: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    at, zone = now(), request.user.time_zone
    (asked,) = queries.asked_about(request.membership, at=at, today=in_zone(at, zone).date(), pk=action.pk)
    promise = next(iter(queries.own_promises(request.membership, pk=action.pk)), None)
    context = {
        "row": row_of(asked, promise.words if promise else None, wrong, zone=zone, at=at),
        "answers": queries.answers_of_news(promise.news, reader=request.user.pk)
        if promise and promise.news and promise.answers
        else [],
        "person": request.user.pk,
        "keeps": not is_shared(request),
        "told": told,
        "typed": typed,
    }
    return render(request, "actions/progress.html", context, status=status)
