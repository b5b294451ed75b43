"""What is left to do before a first meeting, once."""

from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.queries import first_meeting_of
from sets.models import LearningSet, Part
from sets.queries import circle_with_welcome, parts_left

WELCOME_BEFORE = timedelta(days=3)


def _first_meeting_and_left(notice: Notice, at: datetime) -> tuple[LearningSet | None, datetime | None, list[Part]]:
    """The set, when its reader first meets it, and what they could still do before; asked in their own scope."""
    learning_set = (
        LearningSet.objects.select_related("organisation").filter(pk=notice.subject.partition(":")[2]).first()
    )
    if learning_set is None or notice.person_id is None:
        return None, None, []
    circle = circle_with_welcome(learning_set, reader=notice.person_id)
    place = next((each for each in circle if each.person_id == notice.person_id), None)
    if place is None:
        return learning_set, None, []
    first = first_meeting_of(place)
    return learning_set, first, parts_left(place, first_meeting=first, at=at)


def _something_is_left(notice: Notice, at: datetime) -> bool:
    learning_set, first, left = _first_meeting_and_left(notice, at)
    return learning_set is not None and not learning_set.closed_at and bool(first and at < first and left)


def _render_welcome(notice: Notice, at: datetime) -> Message:
    learning_set, first, left = _first_meeting_and_left(notice, at)
    assert learning_set is not None
    assert first is not None
    zone = get_user_model().objects.get(pk=notice.person_id or 0).time_zone
    names = {"set": learning_set.name, "when": phrases.moment(first, zone), "n": in_words(len(left))}
    sentence = ngettext(
        "You first meet %(set)s on %(when)s. %(n)s short thing is left to do before.",
        "You first meet %(set)s on %(when)s. %(n)s short things are left to do before.",
        len(left),
    )
    detail = [_("Twenty seconds each. This is the only mail about it.")]
    if Part.START in left:
        detail.append(_("One of them can only be done before you meet."))
    return Message(
        subject=_("%(set)s: before you first meet") % {"set": learning_set.calendar_name},
        template="emails/notice",
        context={
            "sentence": sentence % {**names, "n": phrases.capitalised(names["n"])},
            "detail": " ".join(detail),
            "button_label": _("See what is left"),
            "why": _("You are in the set %(set)s.") % names,
        },
        path=reverse("pages:welcome", args=[learning_set.organisation.slug, learning_set.slug]),
    )


def _plan_welcomes(at: datetime) -> int:
    """Write one to every member whose own first meeting begins within three days; one a set, whatever is moved."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM welcomes_due(%s, %s)", [at, at + WELCOME_BEFORE])
        due = cursor.fetchall()
    return plan_many(
        Due("welcome", f"set:{learning_set}", "first", at, organisation, person)
        for organisation, learning_set, person in due
    )


def register() -> None:
    register_kind(
        Kind(
            name="welcome",
            label=gettext_lazy("What is left to do before a first meeting, once"),
            topic=Topic.SETS,
            still_true=_something_is_left,
            render=_render_welcome,
            useful_until=lambda notice, at: _first_meeting_and_left(notice, at)[1],
            plan=_plan_welcomes,
        )
    )
