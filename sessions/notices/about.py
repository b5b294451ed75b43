"""What notices about one session share: which session, whether it still stands, how it is told."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.composed import composed
from alsweb.lib.links import path_to
from notifications.kinds import Message
from notifications.models import Notice
from sessions.coming import coming_link
from sessions.models import Session, SessionState
from sets.models import SetMembership


def session_of(notice: Notice) -> Session | None:
    """Looked up once for each time that the notice is judged."""
    if "session" not in notice.found:
        number = notice.subject.partition(":")[2]
        sessions = _session(int(number)) if number.isdigit() else []
        notice.found["session"] = sessions[0] if sessions else None
    found: Session | None = notice.found["session"]
    return found


@composed
def _session(number: int) -> QuerySet[Session]:
    return Session.objects.filter(pk=number).select_related("learning_set", "organisation")


def is_about_now(notice: Notice, session: Session, at: datetime) -> bool:
    """Still this version of the session, planned and ahead, and its reader still in the set."""
    return str(session.sequence) == notice.occasion and stands_ahead(notice, session, at)


def stands_ahead(notice: Notice, session: Session, at: datetime) -> bool:
    """Planned and still ahead, and its reader still in the set."""
    return (
        session.state is SessionState.PLANNED
        and at < session.starts_at
        and SetMembership.objects.current().has(notice.person_id, in_set=session.learning_set_id)
    )


def start_of(notice: Notice, at: datetime) -> datetime | None:
    """Until when a mail about a session is of any use."""
    session = session_of(notice)
    return session.starts_at if session else None


def render_date(
    notice: Notice, at: datetime, *, sentence: Callable[[], str], asks: bool = False, label: str = ""
) -> Message:
    """`asks` whether its reader comes: the button leads to where they say so without signing in. Else `label` is its."""
    session = session_of(notice)
    assert session is not None
    zone = timezone.get_current_timezone_name()  # its reader's, which whoever judges has entered
    when = phrases.moment(session.starts_at, zone)
    names = {
        "set": session.learning_set.name,
        "when": when,
        "zone": phrases.city(zone),
        "wall": f"{session.local_time:%H:%M}",
        "set_zone": phrases.city(session.time_zone),
        "length": phrases.hours(session.minutes),
    }
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
            **({"button_url": coming_link(session, person=notice.person_id or 0)} if asks else {}),
            "button_label": _("I come, or I cannot") if asks else label or _("See the session"),
            "why": _("You are in the set %(set)s.") % names,
        },
        path=path_to("pages:session", session.organisation.slug, session.learning_set.slug, session.number),
    )
