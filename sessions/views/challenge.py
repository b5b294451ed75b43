from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
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
        operations.write_challenge(
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
        return redirect(seat.learning_set)
    context = {"form": form, "set": seat.learning_set, "seat": seat, "challenge": challenge}
    # Where the rules changed while somebody wrote, their words stay on the page until they have agreed.
    status = 422 if form.errors else 409 if seat.must_agree else 200
    return render(request, "sessions/challenge.html", context, status=status)
