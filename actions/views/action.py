"""One action: what it is, how it goes, what became of it; and what its owner may do with it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actions import operations, queries, sentences
from actions.forms import ActionForm, LetGoForm, OutcomeForm, ReadersForm
from actions.queries import Told
from actions.readers import circles_for, read_by
from actions.texts import OUTCOME, WORDING, read_as, texts_of
from alsweb.lib.numbers import number_in
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.operations import Refused
from sets import policies as sets
from sets.gate import agree_first
from sets.queries import circle_of, seat_for


@require_safe
def one(request: Request, pk: int) -> HttpResponse:
    """For the whole set its facts, for the circle of its words these as well."""
    told = queries.action_for(request.membership, pk)
    seat = seat_for(request.membership, told.action.learning_set.slug, may=sets.may_enter_circle)
    if seat.must_agree:
        return agree_first(seat, then=request.path)
    reader, circle = request.membership.person_id, circle_of(seat.learning_set)
    own = told.action.person_id == reader
    names = {each.person_id: each.membership.name for each in circle}
    news = queries.news_of(told.action, reader=reader)
    context = {
        "told": told,
        "action": told.action,
        "words": told.words,
        "own": own,
        "owner": names.get(told.action.person_id) or _("Former member"),
        "set": seat.learning_set,
        "news": news,
        "stands": sentences.how_it_stands(told.action, news[0].progress if news else None, zone=request.user.time_zone),
        "changes": queries.changes_of(told.action, reader=reader),
        "readers": read_by(told.circle, circle, own=own),
        "said": number_in(request.GET.get("said", "")) if own else 0,
        "today": in_zone(now(), request.user.time_zone).date(),
    }
    return render(request, "actions/action.html", context)


def change(request: Request, pk: int) -> HttpResponse:
    told = _own(request, pk)
    at, due_on = now(), told.action.due_on
    today = in_zone(at, request.user.time_zone).date()
    stands = texts_of(told.words, WORDING)
    if request.method != "POST":
        initial = {**stands, "due_on": due_on, "based_on": read_as(stands, due_on)}
        return _page(request, "change", told, ActionForm(today=today, due_on=due_on, initial=initial))
    form = ActionForm(request.POST, today=today, due_on=due_on)
    if not form.is_valid():
        return _page(request, "change", told, form, status=422)
    try:
        changed = operations.change_action(
            told.action,
            form.texts(),
            due_on=form.cleaned_data["due_on"],
            based_on=form.cleaned_data["based_on"],
            by=request.membership,
            at=at,
        )
    except operations.ChangedMeanwhile as meanwhile:
        messages.warning(request, str(meanwhile))
        initial = {**form.cleaned_data, "based_on": read_as(meanwhile.now, meanwhile.due_on)}
        again = ActionForm(today=today, due_on=meanwhile.due_on, initial=initial)
        return _page(request, "change", told, again, status=409, theirs={**meanwhile.now, "due_on": meanwhile.due_on})
    except Refused as refused:
        messages.warning(request, str(refused))
        return _page(request, "change", told, form, status=409)
    messages.success(
        request, _("Changed. How it was before stays in its history.") if changed else _("It stays as it was.")
    )
    return redirect("actions:action", request.organisation.slug, pk)


def readers(request: Request, pk: int) -> HttpResponse:
    """Who reads it: asked once more before it changes, since what was read is not unread."""
    told = _own(request, pk)
    circle = circle_of(told.action.learning_set)
    circles = circles_for(circle, request.membership.person_id)
    form = ReadersForm(request.POST or None, circles=circles, initial={"circle": told.circle})
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["circle"]
        operations.set_readers(told.action, chosen, by=request.membership)
        messages.success(request, read_by(chosen, circle, own=True))
        return redirect("actions:action", request.organisation.slug, pk)
    return _page(request, "readers", told, form, status=422 if form.errors else 200)


def done(request: Request, pk: int) -> HttpResponse:
    """Done, and what happened where one likes to say it; said later or better as well."""
    told = _own(request, pk)
    stands = texts_of(told.outcome, OUTCOME)
    if request.method != "POST":
        initial = {**stands, "based_on": read_as(stands)}
        return _page(request, "done", told, OutcomeForm(is_tryout=told.is_tryout, initial=initial))
    form = OutcomeForm(request.POST, is_tryout=told.is_tryout)
    if not form.is_valid():
        return _page(request, "done", told, form, status=422)
    said: dict[str, Any] = {"based_on": form.cleaned_data["based_on"], "by": request.membership}
    try:
        if "outcome" in request.POST:
            operations.say_outcome(told.action, form.outcome(), **said)
            return redirect("actions:action", request.organisation.slug, pk)
        progress = operations.close_action(told.action, form.outcome(), **said, at=now())
    except Refused as refused:
        return _say_again(request, "done", told, form, refused)
    page = reverse("actions:action", args=[request.organisation.slug, pk])
    return redirect(f"{page}?said={progress.pk}" if progress else page)


def let_go(request: Request, pk: int) -> HttpResponse:
    """Let go with a reason from the list, and what was learned: that closes it as much as doing it does."""
    told = _own(request, pk)
    stands = texts_of(told.outcome, OUTCOME)
    if request.method != "POST":
        initial = {"learned": stands["learned"], "based_on": read_as(stands)}
        return _page(request, "let_go", told, LetGoForm(initial=initial))
    form = LetGoForm(request.POST)
    if not form.is_valid():
        return _page(request, "let_go", told, form, status=422)
    try:
        operations.let_go(
            told.action,
            because=form.cleaned_data["because"],
            outcome=form.outcome(),
            based_on=form.cleaned_data["based_on"],
            by=request.membership,
            at=now(),
        )
    except Refused as refused:
        return _say_again(request, "let_go", told, form, refused)
    messages.success(request, _("Let go. That closes it, and you can take it up again at any time."))
    return redirect("actions:action", request.organisation.slug, pk)


@require_POST
def take_up(request: Request, pk: int) -> HttpResponse:
    told = _own(request, pk)
    if operations.take_up(told.action, by=request.membership, at=now()):
        messages.success(request, _("Taken up again. What you said of it before stays."))
    return redirect("actions:action", request.organisation.slug, pk)


def _own(request: Request, pk: int) -> Told:
    """One's own action; somebody else's is not found, whoever reads it."""
    action = queries.own_action_for(request.membership, pk)
    return queries.action_for(request.membership, action.pk)


def _page(
    request: Request,
    name: str,
    told: Told,
    form: Any,
    *,
    status: int = 200,
    theirs: Mapping[str, object] | None = None,
) -> HttpResponse:
    """`theirs` is what stands now under a field's name where that was changed meanwhile."""
    rows = [(field, _stands(theirs, field.name, form)) for field in form.visible_fields()]
    context = {
        "form": form,
        "rows": rows,
        "told": told,
        "action": told.action,
        "words": told.words,
        "readers": read_by(told.circle, circle_of(told.action.learning_set), own=True),
    }
    return render(request, f"actions/{name}.html", context, status=status)


def _stands(theirs: Mapping[str, object] | None, name: str, form: Any) -> object:
    there = (theirs or {}).get(name)
    return there if there != form[name].value() else None


def _say_again(request: Request, name: str, told: Told, form: Any, refused: Refused) -> HttpResponse:
    """What was typed stays on a page that saves it, beside what was said meanwhile."""
    messages.warning(request, str(refused))
    told = queries.action_for(request.membership, told.action.pk)
    stands = texts_of(told.outcome, OUTCOME)
    initial = {**stands, **form.cleaned_data, "based_on": read_as(stands)}
    if name == "let_go" and not told.is_closed:
        return _page(request, name, told, LetGoForm(initial=initial), status=409, theirs=stands)
    again = OutcomeForm(is_tryout=told.is_tryout, initial=initial)
    return _page(request, "done", told, again, status=409, theirs=stands)
