"""What an organisation tells people: that they are invited, or brought in."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases, tokens
from alsweb.lib.links import absolute
from notifications.digest import digest_kind
from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from organisations.models import Invitation, Membership, Organisation
from organisations.models.invitation import InvitationState

PURPOSE = "invitation"


def invitation_of(notice: Notice) -> Invitation | None:
    """The invitation that a notice is about, if it is there to be seen."""
    return (
        Invitation.objects.filter(pk=notice.subject.partition(":")[2])
        .select_related("organisation", "invited_by")
        .first()
    )


def still_open(notice: Notice, at: datetime) -> bool:
    invitation = invitation_of(notice)
    return invitation is not None and invitation.state(at) is InvitationState.OPEN


def invitation_link(invitation: Invitation) -> str:
    """The address that opens it; signed, and carrying the scope of the inviter."""
    token = tokens.sign(
        PURPOSE,
        i=invitation.pk,
        o=invitation.organisation_id,
        p=invitation.invited_by.person_id,
    )
    return absolute("invitation", token)


def message(invitation: Invitation, *, sentence: str, detail: str) -> Message:
    zone = invitation.organisation.time_zone
    return Message(
        subject=_("%(inviter)s invites you") % {"inviter": invitation.invited_by.name},
        template="emails/notice",
        context={
            "sentence": sentence,
            "detail": detail,
            "button_url": invitation_link(invitation),
            "button_label": _("See the invitation"),
            "why": _("%(inviter)s of %(organisation)s gave us your address. The invitation is good until %(day)s.")
            % {
                "inviter": invitation.invited_by.name,
                "organisation": invitation.organisation.name,
                "day": phrases.moment(invitation.expires_at, zone),
            },
        },
    )


def _render(notice: Notice, at: datetime) -> Message:
    invitation = invitation_of(notice)
    assert invitation is not None
    return message(
        invitation,
        sentence=_("%(inviter)s invites you to join %(organisation)s.")
        % {
            "inviter": invitation.invited_by.name,
            "organisation": invitation.organisation.name,
        },
        detail=_("It runs action learning sets: small groups that meet for months to help each other with real work."),
    )


def _is_here(notice: Notice, at: datetime) -> bool:
    return _arrived(notice) is not None


def _arrived(notice: Notice) -> Membership | None:
    return (
        Membership.objects.current()
        .filter(pk=notice.subject.partition(":")[2], person=notice.person_id)
        .select_related("organisation")
        .first()
    )


def _render_arrival(notice: Notice, at: datetime) -> Message:
    membership = _arrived(notice)
    assert membership is not None
    name = {"organisation": membership.organisation.name}
    return Message(
        subject=_("%(organisation)s: your action learning sets are here") % name,
        template="emails/notice",
        context={
            "sentence": _("You are among the people of %(organisation)s now.") % name,
            "detail": _(
                "Here it runs its action learning sets: small groups that meet for months to help each other with"
                " real work. Whether you join one is up to you. To sign in you need no password to begin with:"
                " ask for a code, and it comes to this address."
            ),
            "button_url": absolute("account_request_login_code"),
            "button_label": _("Sign in with a code"),
            "why": _("%(organisation)s gave us your address.") % name,
        },
        path=reverse("pages:home", args=[membership.organisation.slug]),
    )


def _name_and_inbox(organisation: int) -> tuple[str, str]:
    found = Organisation.objects.get(pk=organisation)
    return found.name, reverse("pages:inbox", args=[found.slug])


def register() -> None:
    register_kind(digest_kind(_name_and_inbox))
    register_kind(
        Kind(
            name="arrival",
            label=gettext_lazy("That an organisation has brought you in"),
            still_true=_is_here,
            render=_render_arrival,
            optional=False,
        )
    )
    register_kind(
        Kind(
            name="invitation",
            label=gettext_lazy("Invitations"),
            still_true=still_open,
            render=_render,
            at_once=True,
            optional=False,
        )
    )
