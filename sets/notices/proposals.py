"""What a set that is put together tells people: that they are asked, that an answer is due, that it begins."""

from datetime import UTC, datetime, time, timedelta

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sets.models import Decline, LearningSet, Proposal, SetMembership

REMIND_BEFORE = timedelta(days=2)
ASKED_BEFORE = timedelta(days=1)
"""Nobody is reminded on the day on which they were asked."""


def _proposal_of(notice: Notice) -> Proposal | None:
    """The proposal that a notice is about, while it stands; read by its own person."""
    return (
        Proposal.objects.filter(
            pk=notice.subject.partition(":")[2],
            person=notice.person_id,
            learning_set__composed_at=None,
            learning_set__closed_at=None,
        )
        .select_related("learning_set__organisation", "proposed_by")
        .first()
    )


def _is_unanswered(notice: Notice, at: datetime) -> bool:
    """Asked in the scope of its reader, who alone can see a “no” of theirs."""
    proposal = _proposal_of(notice)
    return (
        proposal is not None and proposal.accepted_at is None and not Decline.objects.filter(proposal=proposal).exists()
    )


def _reminder_is_wanted(notice: Notice, at: datetime) -> bool:
    proposal = _proposal_of(notice)
    return (
        proposal is not None and str(proposal.learning_set.answer_by) == notice.occasion and _is_unanswered(notice, at)
    )


def _render_proposal(notice: Notice, at: datetime) -> Message:
    proposal = _proposal_of(notice)
    assert proposal is not None
    learning_set = proposal.learning_set
    names = {"inviter": proposal.proposed_by.name, "name": learning_set.name}
    if notice.kind == "set_proposal":
        sentence = _("%(inviter)s would like to have you in a set: %(name)s.") % names
    else:
        sentence = _("Would you like to be in the set %(name)s?") % names
    until = ""
    if learning_set.answer_by:
        until = _("Please answer by %(day)s.") % {"day": phrases.day(learning_set.answer_by)}
    how = [
        str(learning_set.get_cadence_display()),
        phrases.hours(learning_set.minutes),
        str(learning_set.get_format_display()),
    ]
    return Message(
        subject=_("A set that you could be in: %(name)s") % names,
        template="emails/notice",
        context={
            "sentence": sentence,
            "detail": " ".join(
                filter(
                    None,
                    [
                        phrases.capitalised(", ".join(how)) + ".",
                        until,
                        _("It is your choice. If it is not for you, nobody is told, and no reason is asked."),
                    ],
                )
            ),
            "button_label": _("See who and what"),
            "why": _("%(inviter)s puts this set together.") % names,
        },
        path=reverse("sets:proposal", args=[learning_set.organisation.slug, learning_set.slug]),
    )


def _plan_reminders(at: datetime) -> int:
    """Remind, two days before answers are due, whoever has not said yes; who has declined hears nothing all the same."""
    today = at.date()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM proposals_unanswered(%s, %s, %s)", [today, today + REMIND_BEFORE, at - ASKED_BEFORE]
        )
        due = cursor.fetchall()
    return plan_many(
        Due("set_proposal_reminder", f"proposal:{proposal}", answer_by.isoformat(), at, organisation, person)
        for organisation, proposal, answer_by, person in due
    )


def _answers_are_due(notice: Notice, at: datetime) -> datetime | None:
    proposal = _proposal_of(notice)
    day = proposal.learning_set.answer_by if proposal else None
    return datetime.combine(day, time.max, UTC) if day else None


def _begun_set(notice: Notice) -> LearningSet | None:
    return (
        LearningSet.objects.filter(pk=notice.subject.partition(":")[2], closed_at=None)
        .select_related("organisation")
        .first()
    )


def _is_in_it(notice: Notice, at: datetime) -> bool:
    learning_set = _begun_set(notice)
    return learning_set is not None and SetMembership.objects.current().has(notice.person_id, in_set=learning_set.pk)


def _render_beginning(notice: Notice, at: datetime) -> Message:
    learning_set = _begun_set(notice)
    assert learning_set is not None
    names = {"name": learning_set.name}
    return Message(
        subject=_("Your set begins: %(name)s") % names,
        template="emails/notice",
        context={
            "sentence": _("Your set begins: %(name)s.") % names,
            "detail": _("See who is in it. The dates come next; everybody commits to all of them at the start."),
            "button_label": _("See your set"),
            "why": _("You said that you would like to be in it."),
        },
        path=reverse("pages:set", args=[learning_set.organisation.slug, learning_set.slug]),
    )


def register() -> None:
    for kind in (
        Kind(
            name="set_proposal",
            label=gettext_lazy("Somebody would like to have you in a set"),
            still_true=_is_unanswered,
            render=_render_proposal,
            at_once=True,
            optional=False,
        ),
        Kind(
            name="set_proposal_reminder",
            label=gettext_lazy("A reminder two days before a set asks for your answer"),
            still_true=_reminder_is_wanted,
            render=_render_proposal,
            useful_until=_answers_are_due,
            plan=_plan_reminders,
        ),
        Kind(
            name="set_begins",
            label=gettext_lazy("A set of yours begins"),
            still_true=_is_in_it,
            render=_render_beginning,
            optional=False,
        ),
    ):
        register_kind(kind)
