"""Somebody answered how an action goes: to whose action it is, once a day for each, without a word or a name."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions.models import Action, Encouragement
from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from sets.models import SetMembership


def _action(notice: Notice) -> Action | None:
    """While its owner is in the set."""
    found = Action.objects.filter(pk=notice.subject.partition(":")[2]).select_related("organisation").first()
    if found is None or not SetMembership.objects.current().has(notice.person_id, in_set=found.learning_set_id):
        return None
    return found


def _count(notice: Notice) -> int:
    """How many answered news that still stand, on the day that this notice is about."""
    action = _action(notice)
    if action is None:
        return 0
    return Encouragement.objects.filter(
        organisation=notice.organisation_id,
        action=action,
        progress__undone_at=None,
        said_at__date=date.fromisoformat(notice.occasion),
    ).count()


def _stands(notice: Notice, at: datetime) -> bool:
    return bool(_count(notice))


def _render(notice: Notice, at: datetime) -> Message:
    action, count = _action(notice), _count(notice)
    assert action is not None
    return Message(
        subject=_("Somebody answered how it goes"),
        template="emails/notice",
        context={
            "sentence": phrases.capitalised(
                ngettext(
                    "%(n)s of your set has answered how your action goes.",
                    "%(n)s of your set have answered how your action goes.",
                    count,
                )
                % {"n": in_words(count)}
            ),
            "detail": _("A kind line, or a question to think about. Nothing waits for you."),
            "button_label": _("Read it"),
            "why": _("You wrote an action plan in a set at %(organisation)s.")
            % {"organisation": action.organisation.name},
        },
        path=reverse("actions:progress", args=[action.organisation.slug, action.pk]),
    )


def register() -> None:
    register_kind(
        Kind(
            name="encouraged",
            label=gettext_lazy("Somebody answers how my action goes"),
            topic=Topic.ACTIONS,
            still_true=_stands,
            render=_render,
            stale_after=timedelta(days=10),
        )
    )
