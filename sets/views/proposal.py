"""What a person sees who is asked into a set: what it is, with whom, and their own answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.time import in_zone, now
from organisations.http import Request
from sets import operations, queries
from sets.models import Proposal, SetMembership, SetRole


@require_safe
def one(request: Request, slug: str) -> HttpResponse:
    proposal = queries.own_proposal(request.membership, slug)
    if proposal is None:
        return _nothing_stands(request, slug)
    learning_set = proposal.learning_set
    others = [each for each in queries.proposals_of(learning_set) if operations.was_asked(learning_set, each)]
    everybody: list[SetMembership | Proposal] = [*queries.circle_of(learning_set), *others]
    others_names = sorted(
        each.membership.name
        for each in everybody
        if each.role == SetRole.MEMBER and each.person_id != proposal.person_id
    )
    context = {
        "proposal": proposal,
        "set": learning_set,
        "others": others_names,
        "facilitators": [each.membership.name for each in everybody if each.role == SetRole.FACILITATOR],
        "mix": queries.mix_of(learning_set),
        "is_over": learning_set.answer_by is not None
        and learning_set.answer_by < in_zone(now(), request.user.time_zone).date(),
    }
    return render(request, "sets/proposal.html", context)


@require_POST
def say_yes(request: Request, slug: str) -> HttpResponse:
    proposal = queries.own_proposal(request.membership, slug)
    if proposal is None or not operations.say_yes(proposal, at=now()):
        return _nothing_stands(request, slug)
    messages.success(request, _("You said yes. You hear by mail when the set begins."))
    return redirect("sets:proposal", request.organisation.slug, slug)


@require_POST
def say_not_this_set(request: Request, slug: str) -> HttpResponse:
    proposal = queries.own_proposal(request.membership, slug)
    if proposal is None or not operations.say_not_this_set(proposal, at=now()):
        return _nothing_stands(request, slug)
    messages.success(request, _("You are not placed in this set. Nobody is told."))
    return redirect("sets:proposal", request.organisation.slug, slug)


def _nothing_stands(request: Request, slug: str) -> HttpResponse:
    """Into the set for whoever is in it. All others get one answer, whether there is such a set or not."""
    joined = queries.sets_of(request.membership).filter(slug=slug).first()
    if joined is not None:
        return redirect("pages:set", request.organisation.slug, slug)
    return render(request, "sets/no_proposal.html", status=404)
