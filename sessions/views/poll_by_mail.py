"""Which dates suit me, from the mail's link and without signing in: one's own dates and answers, and nobody else's."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alsweb.lib import tokens
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from organisations.models import Membership
from sessions import operations, queries
from sessions.forms.polls import AnswerForm
from sessions.models import Poll, PollState
from sessions.notices.polls import PURPOSE, TOKEN_LASTS
from sessions.views.polls import answer_page, over_said
from sets.models import SetMembership


@login_not_required
def poll_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows dates and buttons and changes nothing: mail scanners follow links. POST answers for one person."""
    response = _open(request, token)
    # The address is a key: of it only the name of the site goes along, without which browsers send forms from nowhere.
    response["Referrer-Policy"] = "strict-origin"
    return response


def _open(request: HttpRequest, token: str) -> HttpResponse:
    try:
        claims = tokens.read(PURPOSE, token, max_age=TOKEN_LASTS)
    except tokens.BadToken:
        return _over(request)
    with scope(person=claims["p"], organisation=claims["o"]):
        membership = (
            Membership.objects.current()
            .filter(person=claims["p"], organisation=claims["o"], person__is_active=True)
            .select_related("organisation", "person")
            .first()
        )
        poll = Poll.objects.filter(pk=claims["q"]).select_related("learning_set", "organisation").first()
        if (
            membership is None
            or poll is None
            or not SetMembership.objects.current().has(membership.person_id, in_set=poll.learning_set_id)
        ):
            return _over(request)
        at = now()
        if poll.state(at) is not PollState.OPEN or poll.learning_set.closed_at:
            return _over(request, over_said(poll, at))
        return _page(request, token, poll, membership)


def _page(request: HttpRequest, token: str, poll: Poll, membership: Membership) -> HttpResponse:
    at, person, zone = now(), membership.person_id, membership.person.time_zone
    slots, reply = queries.slots_of(poll), queries.own_reply_to(poll, person=person)
    form = None
    if request.method == "POST":
        form = AnswerForm(request.POST, slots=slots, closes_at=poll.closes_at, zone=zone, now=at)
        if form.is_valid():
            ask_again_on = form.cleaned_data["ask_again_on"]
            if not operations.answer_poll(poll, form.answers(), ask_again_on=ask_again_on, by=membership, at=at):
                return _over(request, over_said(poll, at))
            return redirect(f"{reverse('poll_by_mail', args=[token])}?saved=1")
    return answer_page(
        request,
        "sessions/poll_by_mail.html",
        poll,
        slots,
        reply,
        at,
        form=form,
        initial=AnswerForm.initial_of(
            queries.own_answers_to(slots, person=person), reply.ask_again_on if reply else None
        ),
        zone=zone,
        person=person,
        organisation=membership.organisation,
        saved="saved" in request.GET and reply is not None,
    )


def _over(request: HttpRequest, why: str = "") -> HttpResponse:
    return render(request, "sessions/poll_over.html", {"why": why}, status=410)
