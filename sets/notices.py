"""What a set tells people who are not in it yet: that they are invited."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from organisations.models.invitation import InvitationKind
from organisations.notices import invitation_of, message, still_open
from sets.models import SetInvitation


def _render(notice: Notice, at: datetime) -> Message:
    invitation = invitation_of(notice)
    assert invitation is not None
    for_set = SetInvitation.objects.select_related("learning_set").get(invitation=invitation)
    return message(
        invitation,
        sentence=_("%(inviter)s invites you to a set: %(name)s.")
        % {"inviter": invitation.invited_by.name, "name": for_set.learning_set.name},
        detail=_(
            "A set is five to seven people who meet for months, each with a challenge of their own, and help each"
            " other by asking. Joining is your choice; nobody is told why if you would rather not."
        ),
    )


def register() -> None:
    register_kind(
        Kind(
            name=InvitationKind.SET,
            label=gettext_lazy("Invitations to a set"),
            still_true=still_open,
            render=_render,
            at_once=True,
            optional=False,
        )
    )
