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
from sets import operations, policies, queries
from sets.forms.inviting import InviteForm


def invite(request: Request, slug: str) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invited, guest = form.cleaned_data["addresses"], form.cleaned_data["guests"]
        for name, address in invited:
            operations.invite_to_set(
                seat.learning_set, address, name=name, guest=guest, by=request.membership, at=now()
            )
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
        return redirect(seat.learning_set)
    return render(
        request,
        "sets/invite.html",
        {"form": form, "set": seat.learning_set},
        status=422 if form.errors else 200,
    )


@require_POST
def resend(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    invitation = queries.set_invitation_for(seat, pk).invitation
    organisations.resend_invitation(invitation, by=request.membership, at=now())
    messages.success(
        request,
        _("The invitation is on its way to %(email)s once more.") % {"email": invitation.email},
    )
    return redirect(seat.learning_set)


@require_POST
def revoke(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = queries.seat_for(request.membership, slug, may=policies.may_invite)
    invitation = queries.set_invitation_for(seat, pk).invitation
    if organisations.revoke_invitation(invitation, by=request.membership, at=now()):
        messages.success(
            request,
            _("The invitation to %(email)s no longer opens.") % {"email": invitation.email},
        )
    return redirect(seat.learning_set)
