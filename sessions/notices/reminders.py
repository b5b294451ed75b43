"""The reminder two days before a session."""

from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy, pgettext

from notifications.kinds import Kind
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.models import Answer, Attendance, Session, SessionMove
from sessions.notices.about import is_about_now, render_date, session_of, start_of
from sessions.queries import settles_until

REMIND_BEFORE = timedelta(days=2)


def _reminder_is_wanted(notice: Notice, at: datetime) -> bool:
    session = session_of(notice)
    return (
        session is not None
        and is_about_now(notice, session, at)
        and not Attendance.objects.filter(session=session, person=notice.person_id, answer=Answer.CANNOT).exists()
        and not _was_reminded(notice, session)
    )


def _was_reminded(notice: Notice, session: Session) -> bool:
    """Of this very date: another place, or rules of the clocks, remind nobody a second time."""
    moved_at = SessionMove.objects.that_stand().filter(session=session).aggregate(last=Max("moved_at"))["last"]
    sent = Notice.objects.filter(kind=notice.kind, person_id=notice.person_id, subject=notice.subject).filter(
        Q(sent_at__isnull=False) | Q(ambiguous_at__isnull=False)
    )
    if moved_at:
        sent = sent.filter(due_at__gte=moved_at)
    return sent.exclude(pk=notice.pk).exists()


def _until_the_date_is_told(notice: Notice, at: datetime) -> datetime | None:
    """Whoever is about to hear of another date is not reminded of it before; and it may not stand for a minute."""
    session = session_of(notice)
    return settles_until(session, person=notice.person_id or 0, now=at) if session else None


def _plan_reminders(at: datetime) -> int:
    """Write a reminder for everybody whose session begins within two days and who has none for this date."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reminders_due(%s, %s)", [at, at + REMIND_BEFORE])
        due = cursor.fetchall()
    return plan_many(
        Due("session_reminder", f"session:{session}", str(sequence), at, organisation, person)
        for organisation, session, sequence, person in due
    )


def register() -> None:
    register_kind(
        Kind(
            name="session_reminder",
            label=gettext_lazy("A reminder two days before a session"),
            still_true=_reminder_is_wanted,
            waits_until=_until_the_date_is_told,
            useful_until=start_of,
            render=partial(render_date, sentence=lambda: pgettext("reminder", "%(set)s meets on %(when)s."), asks=True),
            plan=_plan_reminders,
        )
    )
