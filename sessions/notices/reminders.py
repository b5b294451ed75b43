"""The reminder two days before a session."""

from datetime import datetime, timedelta
from functools import partial

from django.db import connection
from django.utils.translation import gettext_lazy, pgettext

from notifications.kinds import Kind
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.models import Answer, Attendance, SessionState
from sessions.notices.about import is_about_now, render_date, session_of

REMIND_BEFORE = timedelta(days=2)


def _reminder_is_wanted(notice: Notice, at: datetime) -> bool:
    session = session_of(notice)
    return (
        session is not None
        and is_about_now(notice, at, state=SessionState.PLANNED)
        and not Attendance.objects.filter(session=session, person=notice.person_id, answer=Answer.CANNOT).exists()
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


def register() -> None:
    register_kind(
        Kind(
            name="session_reminder",
            label=gettext_lazy("A reminder two days before a session"),
            still_true=_reminder_is_wanted,
            render=partial(render_date, sentence=lambda: pgettext("reminder", "%(set)s meets on %(when)s.")),
            plan=_plan_reminders,
        )
    )
