"""What sessions tell the set: planned, moved, cancelled, coming soon; and what is left before a first one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth import get_user_model
from django.db import connection
from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from alsweb.lib import phrases
from alsweb.lib.links import absolute
from alsweb.lib.numbers import in_words
from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.models import Answer, Attendance, Session, SessionState
from sessions.queries import first_meeting_of
from sets.models import LearningSet, Part, SetMembership
from sets.queries import circle_with_welcome, parts_left

REMIND_BEFORE = timedelta(days=2)
WELCOME_BEFORE = timedelta(days=3)


def _session_of(notice: Notice) -> Session | None:
    return (
        Session.objects.filter(pk=notice.subject.partition(":")[2])
        .select_related("learning_set", "organisation")
        .first()
    )


def _is_about_now(notice: Notice, at: datetime, *, state: SessionState) -> bool:
    """Still this version of the session, still ahead, and its reader still in the set."""
    session = _session_of(notice)
    return (
        session is not None
        and session.state is state
        and str(session.sequence) == notice.occasion
        and at < session.starts_at
        and SetMembership.objects.current().has(notice.person_id, in_set=session.learning_set_id)
    )


def _reminder_is_wanted(notice: Notice, at: datetime) -> bool:
    session = _session_of(notice)
    return (
        session is not None
        and _is_about_now(notice, at, state=SessionState.PLANNED)
        and not Attendance.objects.filter(session=session, person=notice.person_id, answer=Answer.CANNOT).exists()
    )


def _render(notice: Notice, at: datetime, *, sentence: Callable[[], str]) -> Message:
    session = _session_of(notice)
    assert session is not None
    zone = get_user_model().objects.get(pk=notice.person_id or 0).time_zone
    when = phrases.moment(session.starts_at, zone)
    names = {"set": session.learning_set.name, "when": when, "zone": phrases.city(zone)}
    detail = [
        _("%(when)s, %(zone)s") % names,
        phrases.hours(session.minutes),
        session.place,
    ]
    return Message(
        subject=f"{session.learning_set.calendar_name}: {when}",
        template="emails/notice",
        context={
            "sentence": sentence() % names,
            "detail": " · ".join(filter(None, detail)),
            "button_url": absolute(
                "pages:session",
                session.organisation.slug,
                session.learning_set.slug,
                session.number,
            ),
            "button_label": _("See the session"),
            "why": _("You are in the set %(set)s.") % names,
        },
    )


def _plan_reminders(at: datetime) -> int:
    """Write a reminder for everybody whose session begins within two days and who has none for this date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reminders_due(%s, %s)", [at, at + REMIND_BEFORE])
        due = cursor.fetchall()
    return plan_many(
        Due("session_reminder", f"session:{session}", str(sequence), at, organisation, person)
        for organisation, session, sequence, person in due
    )


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
            "button_url": absolute("pages:welcome", learning_set.organisation.slug, learning_set.slug),
            "button_label": _("See what is left"),
            "why": _("You are in the set %(set)s.") % names,
        },
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
    def kind(name: str, label: str | StrPromise, sentence: Callable[[], str], *, state: SessionState) -> Kind:
        return Kind(
            name=name,
            label=label,
            still_true=partial(_is_about_now, state=state),
            render=partial(_render, sentence=sentence),
            at_once=True,
            optional=False,
        )

    planned, cancelled = SessionState.PLANNED, SessionState.CANCELLED
    for each in (
        kind(
            "session_planned",
            gettext_lazy("A session is planned"),
            lambda: _("%(set)s meets on %(when)s. Can you come?"),
            state=planned,
        ),
        kind(
            "session_moved",
            gettext_lazy("A session is moved"),
            lambda: _("%(set)s has moved: it now meets on %(when)s. Can you come?"),
            state=planned,
        ),
        kind(
            "session_cancelled",
            gettext_lazy("A session is cancelled"),
            lambda: _("%(set)s does not meet on %(when)s. The session is cancelled."),
            state=cancelled,
        ),
        Kind(
            name="session_reminder",
            label=gettext_lazy("A reminder two days before a session"),
            still_true=_reminder_is_wanted,
            render=partial(
                _render,
                sentence=lambda: pgettext("reminder", "%(set)s meets on %(when)s."),
            ),
            plan=_plan_reminders,
        ),
        Kind(
            name="welcome",
            label=gettext_lazy("What is left to do before a first meeting, once"),
            still_true=_something_is_left,
            render=_render_welcome,
            plan=_plan_welcomes,
        ),
    ):
        register_kind(each)
