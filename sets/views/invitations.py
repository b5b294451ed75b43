from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import now
from organisations import operations as organisations
from organisations.http import Request
from organisations.models.invitation import InvitationState
from organisations.operations import Refused
from sets import operations, policies, queries, size
from sets.forms.composing import LineReasonForm
from sets.forms.inviting import InviteForm
from sets.models import SetInvitation
from sets.policies import Seat


def invite(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    form, at = InviteForm(request.POST or None), now()
    reason = LineReasonForm(request.POST if "all_the_same" in request.POST else None)
    same_line = None
    if request.method == "POST" and form.is_valid():
        try:
            operations.invite_all(
                seat.learning_set,
                form.cleaned_data["addresses"],
                guest=form.cleaned_data["guests"],
                line_reason=reason.cleaned_data["line_reason"] if reason.is_valid() else "",
                by=request.membership,
                at=at,
            )
        except operations.SameLine as refused:
            same_line = refused
        except Refused as refused:
            form.add_error("addresses", str(refused))
        else:
            return _invited(request, seat, len(form.cleaned_data["addresses"]), at=at)
    invitations = _invitations(seat, at=at)
    people = _people(seat, invitations)
    context = {
        "form": form,
        "set": seat.learning_set,
        "people": people,
        "size_warning": size.too_many(people),
        "invitations": invitations,
        "same_line": same_line,
        "reason": reason,
    }
    return render(request, "sets/invite.html", context, status=422 if form.errors or same_line else 200)


def _invited(request: Request, seat: Seat, count: int, *, at: datetime) -> HttpResponse:
    said = ngettext("%(n)s invitation is on its way.", "%(n)s invitations are on their way.", count)
    messages.success(request, phrases.capitalised(said % {"n": in_words(count)}))
    if warning := size.too_many(_people(seat, _invitations(seat, at=at))):
        messages.warning(request, warning)
    return redirect(seat.learning_set)


def _invitations(seat: Seat, *, at: datetime) -> list[tuple[SetInvitation, InvitationState]]:
    return [(each, each.invitation.state(at)) for each in queries.set_invitations_of(seat)]


def _people(seat: Seat, invitations: list[tuple[SetInvitation, InvitationState]]) -> int:
    """How many there are if everybody comes who is in the set or invited."""
    members = sum(not each.leads for each in queries.circle_of(seat.learning_set))
    return members + sum(state is InvitationState.OPEN for _invitation, state in invitations)


@require_POST
def resend(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    invitation = queries.set_invitation_for(seat, pk).invitation
    organisations.resend_invitation(invitation, by=request.membership, at=now())
    messages.success(
        request,
        _("The invitation is on its way to %(email)s once more.") % {"email": invitation.email},
    )
    return redirect("sets:invite", request.organisation.slug, slug)


@require_POST
def revoke(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    invitation = queries.set_invitation_for(seat, pk).invitation
    if organisations.revoke_invitation(invitation, by=request.membership, at=now()):
        messages.success(
            request,
            _("The invitation to %(email)s no longer opens.") % {"email": invitation.email},
        )
    return redirect("sets:invite", request.organisation.slug, slug)
