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
from sets import operations, policies, queries, size
from sets.forms.inviting import InviteForm
from sets.models import SetInvitation
from sets.policies import Seat


def invite(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    form, at = InviteForm(request.POST or None), now()
    if request.method == "POST" and form.is_valid():
        invited, guest = form.cleaned_data["addresses"], form.cleaned_data["guests"]
        for name, address in invited:
            operations.invite_to_set(seat.learning_set, address, name=name, guest=guest, by=request.membership, at=at)
        messages.success(
            request,
            phrases.capitalised(
                ngettext(
                    "%(n)s invitation is on its way.",
                    "%(n)s invitations are on their way.",
                    len(invited),
                )
                % {"n": in_words(len(invited))}
            ),
        )
        if warning := size.too_many(_people(seat, _invitations(seat, at=at))):
            messages.warning(request, warning)
        return redirect(seat.learning_set)
    invitations = _invitations(seat, at=at)
    people = _people(seat, invitations)
    context = {
        "form": form,
        "set": seat.learning_set,
        "people": people,
        "size_warning": size.too_many(people),
        "invitations": invitations,
    }
    return render(request, "sets/invite.html", context, status=422 if form.errors else 200)


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
