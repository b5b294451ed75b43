"""“I was there”: to whoever runs the set, once about each mark."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from sessions.models import Attendance
from sessions.queries import who_runs


def _disputed(notice: Notice) -> Attendance | None:
    return (
        Attendance.objects.disputed()
        .filter(pk=notice.subject.partition(":")[2])
        .select_related("session", "membership", "learning_set", "organisation")
        .first()
    )


def _waits_to_be_looked_at(notice: Notice, at: datetime) -> bool:
    """Not taken back and not settled, and its reader still runs the set."""
    found = _disputed(notice)
    return found is not None and notice.person_id in who_runs(found.learning_set)


def _render(notice: Notice, at: datetime) -> Message:
    found = _disputed(notice)
    assert found is not None
    names = {
        "name": found.membership.name,
        "set": found.learning_set.name,
        "day": phrases.day(found.session.local_date),
    }
    return Message(
        subject=_("%(set)s: was %(name)s there?") % {**names, "set": found.learning_set.calendar_name},
        template="emails/notice",
        context={
            "sentence": _("%(name)s is marked as not there on %(day)s, and says: I was there.") % names,
            "detail": _("You can put the mark right, or say that it stays. Until then both stand side by side."),
            "button_label": _("Look at the mark"),
            "why": _("You run the set %(set)s.") % names,
        },
        path=reverse(
            "sessions:attendance", args=[found.organisation.slug, found.learning_set.slug, found.session.number]
        ),
    )


def register() -> None:
    register_kind(
        Kind(
            name="attendance_disputed",
            label=gettext_lazy("Somebody whom I marked as not there says that they were"),
            topic=Topic.RUNNING,
            still_true=_waits_to_be_looked_at,
            render=_render,
        )
    )
