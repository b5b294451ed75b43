"""Progress from the mail's link, without signing in: small, undoable, and not one word of the set shown."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actions import notices, operations, queries
from actions.forms import ProgressForm, QuietForm
from actions.models import ProgressWay
from actions.queries import Asked
from actions.views.asking import UNDONE_LATE, AskedRow, row_of
from alsweb.lib import tokens
from alsweb.lib.numbers import number_in
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone, now
from organisations.devices import is_folded, is_shared
from organisations.models import Membership


@dataclass(frozen=True)
class _Visit:
    """Somebody with a link to how their actions in one organisation go."""

    token: str
    membership: Membership
    at: datetime
    at_home: bool
    """Signed in on this device as the person whose link it is."""
    keeps: bool
    """Whether a line that is not sent yet may stay on this device."""

    @property
    def today(self) -> date:
        return in_zone(self.at, self.membership.person.time_zone).date()

    @property
    def address(self) -> str:
        return reverse("progress_by_mail", args=[self.token])


@login_not_required
def progress_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a page with buttons and changes nothing: mail scanners follow links. POST answers for one action."""
    reader = request.user.pk if request.user.is_authenticated else None
    folded = is_folded(request)
    try:
        claims = tokens.read(notices.PURPOSE, token, max_age=notices.TOKEN_LASTS)
    except tokens.BadToken:
        return _unseen(_over(request))
    with scope(person=claims["p"], organisation=claims["o"]):
        membership = (
            Membership.objects.current()
            .filter(person=claims["p"], organisation=claims["o"], person__is_active=True)
            .select_related("organisation", "person")
            .first()
        )
        if membership is None:
            return _unseen(_over(request))
        visit = _Visit(
            token,
            membership,
            now(),
            at_home=reader == claims["p"] and not folded,
            keeps=reader in (None, claims["p"]) and not folded and not is_shared(request),
        )
        return _unseen(_answer(request, visit) if request.method == "POST" else _page(request, visit))


def _answer(request: HttpRequest, visit: _Visit) -> HttpResponse:
    if "undo" in request.POST:
        progress = queries.own_progress_for(visit.membership, number_in(request.POST["undo"]))
        if operations.undo_progress(progress, at=visit.at):
            return redirect(f"{visit.address}#action-{progress.action_id}")
        return _page(request, visit, told=str(UNDONE_LATE), status=409)
    action = queries.own_action_for(visit.membership, number_in(request.POST.get("action", "")))
    if "ask" in request.POST:
        operations.ask_as_usual(action, by=visit.membership)
    elif "quiet" in request.POST:
        quiet = QuietForm(request.POST, today=visit.today)
        if not quiet.is_valid():
            return _page(request, visit, wrong={action.pk: quiet}, status=422)
        operations.keep_quiet(action, until=quiet.day(), by=visit.membership, at=visit.at)
    else:
        form = ProgressForm(request.POST, auto_id=f"action{action.pk}_%s")
        if not form.is_valid():
            return _page(request, visit, wrong={action.pk: form}, status=422)
        try:
            operations.report_progress(
                action, **form.cleaned_data, by=visit.membership, at=visit.at, way=ProgressWay.MAIL
            )
        except operations.AlreadyClosed as closed:
            return _page(request, visit, told=str(closed), typed=form.cleaned_data["line"], status=409)
    return redirect(f"{visit.address}#action-{action.pk}")


def _page(
    request: HttpRequest,
    visit: _Visit,
    *,
    wrong: dict[int, Any] | None = None,
    told: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    asked = queries.asked_about(visit.membership, at=visit.at, today=visit.today)
    words = {each.action.pk: each.words for each in queries.own_promises(visit.membership)} if visit.at_home else {}
    rows = [_row(each, visit, words.get(each.action.pk), (wrong or {}).get(each.action.pk)) for each in asked]
    waiting = [row for row in rows if row.asked.said is None]
    context = {
        "rows": rows,
        "waiting": waiting,
        "same_circle": len({row.asked.circle for row in waiting}) == 1,
        "organisation": visit.membership.organisation,
        "person": visit.membership.person_id,
        "with_words": visit.at_home,
        "keeps": visit.keeps,
        "told": told,
        "typed": typed,
    }
    return render(request, "actions/by_mail.html", context, status=status)


def _row(asked: Asked, visit: _Visit, words: Any, wrong: Any) -> AskedRow:
    return row_of(asked, words, wrong, zone=visit.membership.person.time_zone, at=visit.at)


def _over(request: HttpRequest) -> HttpResponse:
    """All that refuses looks alike, whoever comes."""
    return render(request, "actions/link_over.html", status=410)


def _unseen(response: HttpResponse) -> HttpResponse:
    """This address is a key: nobody is told that they were reached from it.

    The name of the site stays, without which browsers send a form from nowhere, and it is refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    return response
