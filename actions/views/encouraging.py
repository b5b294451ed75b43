"""A kind line or one question to somebody's news."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions import operations, queries
from actions.forms import EncouragementForm
from alsweb.lib.time import now
from alsweb.lib.typed import typed_in
from organisations.http import Request
from organisations.operations import Refused
from sets import policies as sets
from sets.gate import agree_first
from sets.queries import seat_for


def answer(request: Request, pk: int) -> HttpResponse:
    try:
        news = queries.news_to_answer(request.membership, pk)
    except Http404:
        if request.method != "POST":
            raise
        context = {"set": queries.set_of_news(request.membership, pk), "typed": typed_in(request)}
        return render(request, "actions/nothing_to_answer.html", context, status=409)
    seat = seat_for(request.membership, news.progress.learning_set.slug, may=sets.may_enter_circle)
    if seat.must_agree:
        return agree_first(seat, then=request.path)
    may_answer = sets.may_write(seat)
    form, told, status = EncouragementForm(request.POST or None), "", 200
    if request.method == "POST" and may_answer:
        status = 422
        if form.is_valid():
            try:
                operations.encourage(news.progress, **form.cleaned_data, by=request.membership, at=now())
            except Refused as refused:
                told, status = str(refused), 409
            else:
                return redirect("actions:answer", request.organisation.slug, pk)
    answers = queries.answers_of_news(pk, reader=request.user.pk)
    own = next((each for each in answers if each.encouragement.person_id == request.user.pk), None)
    context = {
        "set": seat.learning_set,
        "news": news,
        "answers": answers,
        "own": own,
        "form": form if may_answer and (own is None or form.is_bound) else None,
        "told": told,
    }
    return render(request, "actions/answer.html", context, status=status)


@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    news = queries.news_to_answer(request.membership, pk)
    operations.take_back(news.progress, by=request.membership)
    messages.success(request, _("Taken back. Nobody reads it any more."))
    return redirect("actions:answer", request.organisation.slug, pk)
