from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sessions import operations, queries
from sessions.forms import ChallengeForm
from sets import policies as sets
from sets.gate import agree_first
from sets.queries import seat_for


def write(request: Request, slug: str) -> HttpResponse:
    """One's own challenge in this set: written down, or set right."""
    seat = seat_for(request.membership, slug, may=sets.may_write)
    if seat.must_agree and request.method != "POST":
        return agree_first(seat, then=request.path)
    challenge = queries.own_challenge(seat)
    words = queries.challenge_words([challenge.pk]).get(challenge.pk) if challenge else None
    initial = {"headline": words.headline, "story": words.story} if words else {}
    form = ChallengeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and not seat.must_agree:
        challenge = operations.write_challenge(
            seat.learning_set,
            **form.cleaned_data,
            by=request.membership,
            at=now(),
            challenge=challenge,
        )
        messages.success(
            request,
            _("Your challenge is written down. Your set reads it; nobody else does."),
        )
        challenge.learning_set, challenge.organisation = seat.learning_set, request.organisation
        return redirect(challenge)
    context = {"form": form, "set": seat.learning_set, "seat": seat, "challenge": challenge}
    # Where the rules changed while somebody wrote, their words stay on the page until they have agreed.
    status = 422 if form.errors else 409 if seat.must_agree else 200
    return render(request, "sessions/challenge.html", context, status=status)


@require_POST
def take_up(request: Request, slug: str, pk: int) -> HttpResponse:
    """Work again on what was resolved or parked."""
    seat = seat_for(request.membership, slug, may=sets.may_write)
    challenge = queries.challenge_for(seat, pk, may_change=True)
    if seat.must_agree:
        return agree_first(seat, then=challenge.get_absolute_url())
    try:
        operations.take_up_challenge(challenge, by=request.membership)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("You work on it again."))
    return redirect(challenge)


@require_POST
def forget_question(request: Request, slug: str, pk: int) -> HttpResponse:
    """Take out a question that one wrote down."""
    seat = seat_for(request.membership, slug, may=sets.may_enter_circle)
    question = queries.own_question_for(seat, pk)
    operations.forget_question(question)
    messages.success(request, _("The question is taken out, with its words."))
    return redirect("pages:challenge", request.organisation.slug, slug, question.challenge_id)
