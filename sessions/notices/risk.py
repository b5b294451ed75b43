"""Too few come: to whoever runs the set, once for each date; and what was decided, to all."""

from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib.numbers import in_words
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from sessions import queries
from sessions.models import Session, Settled
from sessions.notices.about import render_date, session_of, stands_ahead, start_of


def _is_at_risk(notice: Notice, at: datetime) -> bool:
    session = session_of(notice)
    return (
        session is not None
        and stands_ahead(notice, session, at)
        and session.starts_at.isoformat() == notice.detail["starts_at"]
        and notice.person_id in queries.who_runs(session.learning_set)
        and queries.turnout_of(session).is_at_risk
        and not _was_told(notice, session)
    )


def _was_told(notice: Notice, session: Session) -> bool:
    """Of this date, and nothing was decided since."""
    told = Notice.objects.filter(
        kind=notice.kind,
        person_id=notice.person_id,
        subject=notice.subject,
        detail__starts_at=notice.detail["starts_at"],
    ).exclude(sent_at=None, ambiguous_at=None)
    if session.settled_at:
        told = told.filter(due_at__gt=session.settled_at)
    return told.exclude(pk=notice.pk).exists()


def _render_at_risk(notice: Notice, at: datetime) -> Message:
    session = session_of(notice)
    assert session is not None
    turnout = queries.turnout_of(session)
    n = {"left": in_words(turnout.left), "members": in_words(turnout.members), "minimum": in_words(turnout.minimum)}

    def sentence() -> str:
        told = _("Too few can come on %%(when)s: %(left)s of %(members)s, and %%(set)s wants at least %(minimum)s.")
        return told % n

    return render_date(notice, at, sentence=sentence, label=_("Move it, or meet all the same"))


def _is_settled_so(notice: Notice, at: datetime) -> bool:
    session = session_of(notice)
    return (
        session is not None
        and stands_ahead(notice, session, at)
        and session.settled_at is not None
        and session.settled_at.isoformat() == notice.occasion
    )


def _render_settled(notice: Notice, at: datetime) -> Message:
    session = session_of(notice)
    return render_date(notice, at, sentence=partial(_settled, session))


def _settled(session: Session | None) -> str:
    if session and session.settled_as == Settled.TRIAD:
        return _("%(set)s meets on %(when)s as a triad, though some cannot come.")
    return _("%(set)s meets on %(when)s all the same, though some cannot come.")


def register() -> None:
    register_kind(
        Kind(
            name="session_at_risk",
            label=gettext_lazy("Too few can come to a session"),
            topic=Topic.RUNNING,
            still_true=_is_at_risk,
            render=_render_at_risk,
            useful_until=start_of,
        )
    )
    register_kind(
        Kind(
            name="session_settled",
            label=gettext_lazy("A session takes place though some cannot come"),
            topic=Topic.DATES,
            still_true=_is_settled_so,
            render=_render_settled,
            useful_until=start_of,
        )
    )
