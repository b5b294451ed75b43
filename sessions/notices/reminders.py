"""The reminder some days before a session, and its draft for whoever runs the set."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from alsweb.lib import phrases
from alsweb.lib.composed import composed
from alsweb.lib.tenancy.scope import Scope
from notifications.judgement import scope_of
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.models import Answer, Attendance, Reminder, ReminderWords, Session, SessionMove, SessionState
from sessions.notices.about import render_date, session_of, start_of
from sessions.queries import Line, line_of, reminder_at, settles_until, who_runs
from sessions.queries.telling import OF_DATES
from sets.models import ReminderRule, Rule, SetMembership
from sets.queries import rules_of
from sets.reminder_rules import USUAL, Setting

LOOKED_AT_AGAIN = timedelta(hours=1)
"""Held back, it can still be sent after all."""


def _reminder_is_wanted(notice: Notice, at: datetime) -> bool:
    """Still this version of the session, its reader in the set and coming or silent, and not reminded of this date yet."""
    session = _looked_up(notice)
    return (
        session is not None
        and str(session.sequence) == notice.occasion
        and session.state is SessionState.PLANNED
        and at < session.starts_at
        and session.is_in
        and not session.cannot
        and not _was_reminded(session)
    )


def _was_reminded(session: Any) -> bool:
    """Of this very date: another place, or rules of the clocks, remind nobody a second time."""
    told, moved = session.told_at, session.last_moved_at
    return told is not None and (moved is None or told >= moved)


def _until_the_date_is_told(notice: Notice, at: datetime) -> datetime | None:
    """Whoever is about to hear of another date is not reminded of it before; and it may not stand for a minute.

    What whoever runs the set holds back, or has turned off, waits until they think otherwise.
    """
    session = _looked_up(notice)
    if session and (session.is_off or _is_held(session)):
        return at + LOOKED_AT_AGAIN
    if session is None or not session.is_told_anew:
        return None
    with scope_of(notice):
        return settles_until(session, person=notice.person_id or 0, now=at)


def _is_held(session: Any) -> bool:
    """For the date as it stands: of another one everybody is reminded."""
    held, moved = session.kept_back_at, session.last_moved_at
    return held is not None and (moved is None or held >= moved)


def _look_up(notices: list[Notice], at: datetime) -> None:
    asked = [(Scope(person=each.acting_id, organisation=each.organisation_id), _asked(each)) for each in notices]
    for notice, found in zip(notices, _decisive.in_each(asked), strict=True):
        notice.found["session"] = found[0] if found else None


def _looked_up(notice: Notice) -> Any:
    """The session and all that decides about reminding one person, in one statement: there is one for each mail."""
    if "session" not in notice.found:
        found = _decisive(*_asked(notice))
        notice.found["session"] = found[0] if found else None
    return notice.found["session"]


def _asked(notice: Notice) -> tuple[int, int, int, str, str]:
    number = notice.subject.partition(":")[2]
    return int(number), notice.person_id or 0, notice.pk, notice.kind, notice.subject


_READ = (
    *("organisation", "learning_set", "number", "sequence", "held_at", "cancelled_at"),
    *("starts_at", "local_time", "time_zone", "minutes", "place", "organisation__slug"),
    *(f"learning_set__{name}" for name in ("organisation", "slug", "name", "calendar_name", "facilitation")),
)
"""What a reminder says, or is judged by: a third of what a session, its set and its organisation have."""


@composed
def _decisive(number: int, person: int, notice: int, kind: str, subject: str) -> QuerySet[Session]:
    own = Notice.objects.filter(person_id=person, subject=subject)
    may_have_arrived = Q(sent_at__isnull=False) | Q(ambiguous_at__isnull=False)
    told = own.filter(may_have_arrived, kind=kind).exclude(pk=notice).order_by("-due_at")
    moves = SessionMove.objects.that_stand().filter(session=OuterRef("pk")).order_by("-moved_at")
    seat = SetMembership.objects.current().filter(learning_set=OuterRef("learning_set"), person=person)
    cannot = Attendance.objects.filter(session=OuterRef("pk"), person=person, answer=Answer.CANNOT)
    off = ReminderRule.objects.filter(
        learning_set=OuterRef("learning_set"), rule=Rule.SESSION_REMINDER, off_at__isnull=False
    )
    kept_back = Reminder.objects.filter(session=OuterRef("pk")).values("held_at")
    return (
        Session.objects.filter(pk=number)
        .select_related("learning_set", "organisation")
        .only(*_READ)
        .annotate(
            is_in=Exists(seat),
            cannot=Exists(cannot),
            last_moved_at=Subquery(moves.values("moved_at")[:1]),
            told_at=Subquery(told.values("due_at")[:1]),
            is_off=Exists(off),
            kept_back_at=Subquery(kept_back[:1]),
            has_line=Exists(ReminderWords.objects.filter(reminder__session=OuterRef("pk"))),
            is_told_anew=Exists(own.filter(kind__in=OF_DATES, sent_at=None)),
        )
    )


def _render_reminder(notice: Notice, at: datetime) -> Message:
    session, line = _looked_up(notice), None
    if session.has_line:
        with scope_of(notice):
            line = line_of(session)
    return _reminder(notice, at, line=line)


def as_sent(session: Session, line: Line | None, *, person: int, zone: str, at: datetime) -> Message:
    """The reminder as this person would get it."""
    notice = Notice.waiting(
        kind="session_reminder",
        subject=f"session:{session.pk}",
        occasion=str(session.sequence),
        due_at=at,
        organisation=session.organisation_id,
        person=person,
    )
    notice.found["session"] = session
    with timezone.override(zone):
        return _reminder(notice, at, line=line)


def _reminder(notice: Notice, at: datetime, *, line: Line | None) -> Message:
    """What somebody who runs the set adds is told as theirs: the only words that leave by mail."""
    message = render_date(notice, at, sentence=lambda: pgettext("reminder", "%(set)s meets on %(when)s."), asks=True)
    if line is None:
        return message
    said = {"who": line.who or _("A former member"), "note": line.note}
    return replace(message, context={**message.context, "adds": _("%(who)s adds: “%(note)s”") % said})


def _plan_reminders(at: datetime) -> int:
    """Write a reminder for everybody whose session is as near as their set wants, and who has none for this date."""
    return _plan("reminders_due", USUAL[Rule.SESSION_REMINDER], at)


def _plan_drafts(at: datetime) -> int:
    return _plan("reminder_drafts_due", USUAL[Rule.REMINDER_DRAFT], at)


def _plan(door: str, usual: Setting, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {door}(%s, %s, %s)", [at, usual.days, usual.most])  # noqa: S608  # one of two
        due = cursor.fetchall()
    return plan_many(
        Due(usual.rule.value, f"session:{session}", str(sequence), at, organisation, person)
        for organisation, session, sequence, person in due
    )


def _draft_is_wanted(notice: Notice, at: datetime) -> bool:
    """Still this date, run by its reader in a set that wants to see it first, not out yet, and not shown before."""
    session = _looked_up(notice)
    if session is None or str(session.sequence) != notice.occasion or session.state is not SessionState.PLANNED:
        return False
    return (
        notice.person_id in who_runs(session.learning_set)
        and rules_of(session.learning_set)[Rule.REMINDER_DRAFT].is_on
        and not session.is_off
        and at < reminder_at(session).goes_at
        and not _was_reminded(session)
    )


def _render_draft(notice: Notice, at: datetime) -> Message:
    session = _looked_up(notice)
    when = phrases.moment(reminder_at(session).goes_at, timezone.get_current_timezone_name())
    told = _("The reminder for session %(number)s goes out on %(when)s. Add a line, or leave it.")
    return Message(
        subject=_("%(set)s: a reminder that goes out soon") % {"set": session.learning_set.calendar_name},
        template="emails/notice",
        context={
            "sentence": told % {"number": session.number, "when": when},
            "detail": _("You need not do anything: it goes out by itself."),
            "button_label": _("See the reminder"),
            "why": _("You run the set %(set)s.") % {"set": session.learning_set.name},
        },
        path=reverse("sessions:reminder", args=[session.organisation.slug, session.learning_set.slug, session.number]),
    )


def _until_it_goes_out(notice: Notice, at: datetime) -> datetime | None:
    session = session_of(notice)
    return reminder_at(session).goes_at if session else None


def register() -> None:
    register_kind(
        Kind(
            name="session_reminder",
            label=gettext_lazy("A reminder some days before a session"),
            topic=Topic.DATES,
            look_up=_look_up,
            still_true=_reminder_is_wanted,
            waits_until=_until_the_date_is_told,
            useful_until=start_of,
            render=_render_reminder,
            plan=_plan_reminders,
        )
    )
    register_kind(
        Kind(
            name="reminder_draft",
            label=gettext_lazy("The reminder of a session, to look at before it goes out"),
            topic=Topic.RUNNING,
            still_true=_draft_is_wanted,
            useful_until=_until_it_goes_out,
            render=_render_draft,
            plan=_plan_drafts,
        )
    )
