"""Progress from the mail's link, without signing in: small, undoable, and not one word of the set shown."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actions import notices, operations, queries
from actions.forms import ProgressForm
from alsweb.lib import tokens
from alsweb.lib.numbers import number_in
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.devices import is_folded
from organisations.models import Membership


@login_not_required
def progress_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page with buttons and changes nothing: mail scanners follow links. POST answers for one action."""
    try:
        claims = tokens.read(notices.PURPOSE, token, max_age=notices.TOKEN_LASTS)
    except tokens.BadToken:
        return render(request, "actions/link_over.html", status=410)
    with scope(person=claims["p"], organisation=claims["o"]):
        membership = (
            Membership.objects.current()
            .filter(person=claims["p"], organisation=claims["o"])
            .select_related("organisation")
            .first()
        )
        if membership is None:
            return render(request, "actions/link_over.html", status=410)
        if request.method == "POST":
            return _answer(request, token, membership)
        return _page(request, token, membership)


def _answer(request: HttpRequest, token: str, membership: Membership) -> HttpResponse:
    at = now()
    if "undo" in request.POST:
        progress = queries.own_progress_for(membership, number_in(request.POST["undo"]))
        operations.undo_progress(progress, at=at)
        return redirect("progress_by_mail", token)
    action = queries.own_action_for(membership, number_in(request.POST.get("action", "")))
    form = ProgressForm(request.POST, prefix=f"action{action.pk}")
    if not form.is_valid():
        return _page(request, token, membership, form=form, answered=action.pk)
    progress = operations.report_progress(action, **form.cleaned_data, by=membership, at=at)
    return redirect(f"{reverse('progress_by_mail', args=[token])}?said={progress.pk}")


def _page(
    request: HttpRequest,
    token: str,
    membership: Membership,
    *,
    form: ProgressForm | None = None,
    answered: int | None = None,
) -> HttpResponse:
    at_home = request.user.is_authenticated and request.user.pk == membership.person_id and not is_folded(request)
    words = {each.action.pk: each for each in queries.own_promises(membership)} if at_home else {}
    rows = [
        {
            "action": action,
            "promise": words.get(action.pk),
            "form": form if action.pk == answered else ProgressForm(prefix=f"action{action.pk}"),
        }
        for action in queries.own_open_actions(membership)
    ]
    context = {
        "rows": rows,
        "organisation": membership.organisation,
        "with_words": at_home,
        "token": token,
        "said": number_in(request.GET.get("said", "")),
    }
    return render(
        request,
        "actions/by_mail.html",
        context,
        status=422 if form and form.errors else 200,
    )
