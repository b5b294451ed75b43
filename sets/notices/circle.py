"""What a set tells people: that they are invited, who has left, that its rules changed, that a seat or the set ends."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from organisations.models.invitation import InvitationKind
from organisations.notices import invitation_of, message, still_open
from sets.models import Agreement, Facilitation, GroundRules, LearningSet, SetInvitation, SetMembership


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


def _seat_of(notice: Notice) -> SetMembership | None:
    """The ended seat that a notice is about, unless its person is back."""
    seat = (
        SetMembership.objects.filter(pk=notice.subject.partition(":")[2])
        .exclude(ended_at=None)
        .select_related("learning_set", "membership", "organisation")
        .first()
    )
    return None if seat is None or _sits(seat.person_id, seat.learning_set_id) else seat


def _sits(person: int | None, learning_set: int) -> bool:
    return SetMembership.objects.current().has(person, in_set=learning_set)


def _is_told_in_the_circle(notice: Notice, at: datetime) -> bool:
    seat = _seat_of(notice)
    return seat is not None and _sits(notice.person_id, seat.learning_set_id)


def _render_left(notice: Notice, at: datetime) -> Message:
    seat = _seat_of(notice)
    assert seat is not None
    names = {"name": seat.membership.name, "set": seat.learning_set.name}
    return Message(
        subject=_("%(name)s has left %(set)s") % names,
        template="emails/notice",
        context={
            "sentence": _("%(name)s has left %(set)s.") % names,
            "detail": _who_facilitates(seat, reader=notice.person_id)
            if seat.leads
            else _("Dates and who came stay as they were. Nobody is asked why."),
            "button_label": _("See the set"),
            "why": _("You are in the set %(set)s.") % names,
        },
        path=reverse("pages:set", args=[seat.organisation.slug, seat.learning_set.slug]),
    )


def _who_facilitates(seat: SetMembership, *, reader: int | None) -> str:
    if seat.learning_set.facilitation != Facilitation.STANDING:
        return _("The set runs itself from now on: each of you can plan, move and invite.")
    leading = SetMembership.objects.current().filter(learning_set=seat.learning_set, role=seat.role)
    found = leading.select_related("membership").order_by("-started_at").first()
    if found is None:
        return ""
    if found.person_id == reader:
        return _("You facilitate it from now on.")
    return _("%(name)s facilitates it from now on.") % {"name": found.membership.name}


def _render_ended(notice: Notice, at: datetime) -> Message:
    seat = _seat_of(notice)
    assert seat is not None
    names = {"set": seat.learning_set.name}
    return Message(
        subject=_("You are no longer in %(set)s") % names,
        template="emails/notice",
        context={
            "sentence": _("Your seat in %(set)s has ended.") % names,
            "detail": _(
                "What you wrote stays yours, and dates stay as they were. If you think that this is a mistake, talk to"
                " whoever runs the set: they can invite you again."
            ),
            "button_label": _("Go to your home page"),
            "why": _("You were in the set %(set)s.") % names,
        },
        path=reverse("pages:home", args=[seat.organisation.slug]),
    )


def _closing_set(notice: Notice) -> LearningSet | None:
    number = notice.subject.partition(":")[2]
    return LearningSet.objects.filter(pk=number).select_related("organisation").first()


def _still_closing(notice: Notice, at: datetime) -> bool:
    """It was not taken back, and its reader is in the set to the end."""
    learning_set = _closing_set(notice)
    if learning_set is None:
        return False
    since = learning_set.closing_at or learning_set.closed_at
    return since is not None and since.isoformat() == notice.occasion and _sits(notice.person_id, learning_set.pk)


def _render_closing(notice: Notice, at: datetime) -> Message:
    learning_set = _closing_set(notice)
    assert learning_set is not None
    said = {"name": learning_set.name, "days": learning_set.organisation.retention_days}
    if learning_set.closed_at:
        sentence = _("%(name)s is closed.")
        detail = _("You can read what was said for %(days)s more days; then it is erased. Dates stay.")
    else:
        sentence = _("%(name)s is coming to its end.")
        detail = _(
            "Your next meeting is the last: time to ask what it gave you. Once the set is closed you can read what was"
            " said for %(days)s more days; then it is erased."
        )
    return Message(
        subject=learning_set.calendar_name,
        template="emails/notice",
        context={
            "sentence": sentence % said,
            "detail": detail % said,
            "button_label": _("See the set"),
            "why": _("You are in the set %(name)s.") % said,
        },
        path=reverse("pages:set", args=[learning_set.organisation.slug, learning_set.slug]),
    )


def _rules_of(notice: Notice) -> GroundRules | None:
    """The version that a notice is about, while it is the newest."""
    rules = (
        GroundRules.objects.filter(pk=notice.subject.partition(":")[2])
        .select_related("learning_set", "organisation")
        .first()
    )
    if rules is None or GroundRules.objects.filter(learning_set=rules.learning_set, number__gt=rules.number).exists():
        return None
    return rules


def _waits_for_agreement(notice: Notice, at: datetime) -> bool:
    rules = _rules_of(notice)
    return (
        rules is not None
        and rules.learning_set.closed_at is None
        and _sits(notice.person_id, rules.learning_set_id)
        and not Agreement.objects.filter(rules=rules, person=notice.person_id).exists()
    )


def _render_rules(notice: Notice, at: datetime) -> Message:
    rules = _rules_of(notice)
    assert rules is not None
    names = {"set": rules.learning_set.name}
    return Message(
        subject=_("%(set)s has changed its ground rules") % names,
        template="emails/notice",
        context={
            "sentence": _("%(set)s has changed its ground rules. Do you agree to them?") % names,
            "detail": _("Until you do, you see dates and your own actions, and not what the others bring."),
            "button_label": _("Read and agree"),
            "why": _("You are in the set %(set)s.") % names,
        },
        path=reverse("sets:ground_rules", args=[rules.organisation.slug, rules.learning_set.slug]),
    )


def register() -> None:
    for kind in (
        Kind(
            name="rules_changed",
            label=gettext_lazy("A set of yours changes its ground rules"),
            still_true=_waits_for_agreement,
            render=_render_rules,
        ),
        Kind(
            name="set_left",
            label=gettext_lazy("Somebody leaves a set of yours"),
            still_true=_is_told_in_the_circle,
            render=_render_left,
            optional=False,
        ),
        Kind(
            name="seat_ended",
            label=gettext_lazy("Your seat in a set ends"),
            still_true=lambda notice, at: _seat_of(notice) is not None,
            render=_render_ended,
            optional=False,
        ),
        Kind(
            name="set_closing",
            label=gettext_lazy("A set comes to its end"),
            still_true=_still_closing,
            render=_render_closing,
            optional=False,
        ),
        Kind(
            name=InvitationKind.SET,
            label=gettext_lazy("Invitations to a set"),
            still_true=still_open,
            render=_render,
            at_once=True,
            optional=False,
        ),
    ):
        register_kind(kind)
