"""The rules of the clocks have changed so that a session's wall time does not exist any more, or happens twice."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib.time import NoSuchTime, TimeHappensTwice, instant
from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from sessions import queries
from sessions.notices.about import is_about_now, render_date, session_of, start_of


def _is_gone(notice: Notice, at: datetime) -> bool:
    session = session_of(notice)
    if session is None or not is_about_now(notice, session, at):
        return False
    try:
        instant(session.local_date, session.local_time, session.time_zone)
    except (NoSuchTime, TimeHappensTwice):
        return notice.person_id in queries.who_runs(session.learning_set)
    return False


def _render(notice: Notice, at: datetime) -> Message:
    return render_date(
        notice,
        at,
        sentence=lambda: _(
            "The rules of the clocks have changed: on the day on which %(set)s meets, %(wall)s, %(set_zone)s, is no"
            " longer one moment. The session stands at %(when)s. Please move it to another time."
        ),
        label=_("Look at it, and move it"),
    )


def register() -> None:
    register_kind(
        Kind(
            name="session_time_gone",
            label=gettext_lazy("The clocks leave a session without a time"),
            still_true=_is_gone,
            render=_render,
            useful_until=start_of,
            optional=False,
        )
    )
