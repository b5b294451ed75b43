"""Asking people in: many at once, again, or no longer."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.numbers import in_words
from alsweb.lib.phrases import capitalised
from alsweb.lib.time import now
from organisations import operations, policies, queries
from organisations.forms import InviteForm, role_names
from organisations.http import Request

A_PAGE = 25


@require_safe
def invitations(request: Request) -> HttpResponse:
    """Every invitation into the organisation, and what became of it."""
    page = Paginator(queries.invitations_of(request.membership), A_PAGE).get_page(request.GET.get("page"))
    at = now()
    context = {
        "page": page,
        "invitations": [(each, str(each.state(at)), role_names(each.roles)) for each in page],
    }
    return render(request, "organisations/invitations.html", context)


def invite(request: Request) -> HttpResponse:
    queries.allow(request.membership, policies.may_invite_people)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        roles=policies.roles_to_give(request.membership),
        people=queries.people_of(request.membership),
    )
    if request.method == "POST" and form.is_valid():
        invitees, roles, at = form.cleaned_data["addresses"], form.cleaned_data["roles"], now()
        for invitee in invitees:
            operations.invite(invitee.email, name=invitee.name, roles=roles, by=request.membership, at=at)
        sentence = ngettext("%(n)s person is invited.", "%(n)s people are invited.", len(invitees))
        messages.success(request, capitalised(sentence % {"n": in_words(len(invitees))}))
        return redirect("organisations:invitations", organisation=request.organisation.slug)
    return render(request, "organisations/invite.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def resend(request: Request, pk: int) -> HttpResponse:
    invitation = queries.invitation_for(request.membership, pk)
    before = (invitation.pk, invitation.times_sent)
    try:
        sent = operations.resend_invitation(invitation, by=request.membership, at=now())
    except operations.Refused as refused:
        messages.error(request, str(refused))
    else:
        if (sent.pk, sent.times_sent) != before:
            messages.success(request, _("The invitation goes to %(email)s once more.") % {"email": invitation.email})
        else:
            messages.error(
                request, _("This invitation no longer stands, so nothing was sent. Invite the address anew.")
            )
    return redirect("organisations:invitations", organisation=request.organisation.slug)


@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    invitation = queries.invitation_for(request.membership, pk)
    if operations.revoke_invitation(invitation, by=request.membership, at=now()):
        messages.success(
            request, _("The invitation of %(email)s no longer opens anything.") % {"email": invitation.email}
        )
    else:
        messages.error(request, _("This invitation was accepted or revoked before, so nothing was changed."))
    return redirect("organisations:invitations", organisation=request.organisation.slug)
