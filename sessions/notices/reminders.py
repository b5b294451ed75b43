"""The reminder two days before a session."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy, pgettext

from alsweb.lib.composed import composed
from notifications.kinds import Kind
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sessions.models import Answer, Attendance, Session, SessionMove, SessionState
from sessions.notices.about import render_date, start_of
from sessions.queries import settles_until
from sessions.queries.telling import OF_DATES
from sets.models import SetMembership

REMIND_BEFORE = timedelta(days=2)


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
    """Whoever is about to hear of another date is not reminded of it before; and it may not stand for a minute."""
    session = _looked_up(notice)
    return settles_until(session, person=notice.person_id or 0, now=at) if session and session.is_told_anew else None


def _looked_up(notice: Notice) -> Any:
    """The session and all that decides about reminding one person, in one statement: there is one for each mail."""
    number = notice.subject.partition(":")[2]
    if "session" not in notice.found:
        found = _decisive(int(number), notice.person_id or 0, notice.pk, notice.kind, notice.subject)
        notice.found["session"] = found[0] if found else None
    return notice.found["session"]


@composed
def _decisive(number: int, person: int, notice: int, kind: str, subject: str) -> QuerySet[Session]:
    own = Notice.objects.filter(person_id=person, subject=subject)
    may_have_arrived = Q(sent_at__isnull=False) | Q(ambiguous_at__isnull=False)
    told = own.filter(may_have_arrived, kind=kind).exclude(pk=notice).order_by("-due_at")
    moves = SessionMove.objects.that_stand().filter(session=OuterRef("pk")).order_by("-moved_at")
    seat = SetMembership.objects.current().filter(learning_set=OuterRef("learning_set"), person=person)
    cannot = Attendance.objects.filter(session=OuterRef("pk"), person=person, answer=Answer.CANNOT)
    return (
        Session.objects.filter(pk=number)
        .select_related("learning_set", "organisation")
        .annotate(
            is_in=Exists(seat),
            cannot=Exists(cannot),
            last_moved_at=Subquery(moves.values("moved_at")[:1]),
            told_at=Subquery(told.values("due_at")[:1]),
            is_told_anew=Exists(own.filter(kind__in=OF_DATES, sent_at=None)),
        )
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
            waits_until=_until_the_date_is_told,
            useful_until=start_of,
            render=partial(render_date, sentence=lambda: pgettext("reminder", "%(set)s meets on %(when)s."), asks=True),
            plan=_plan_reminders,
        )
    )
