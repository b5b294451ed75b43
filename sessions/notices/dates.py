"""Planned, moved, cancelled."""

from collections.abc import Callable
from functools import partial

from django.utils.functional import Promise as StrPromise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Kind
from notifications.kinds import register as register_kind
from sessions.models import SessionState
from sessions.notices.about import is_about_now, render_date


def register() -> None:
    def kind(name: str, label: str | StrPromise, sentence: Callable[[], str], *, state: SessionState) -> Kind:
        return Kind(
            name=name,
            label=label,
            still_true=partial(is_about_now, state=state),
            render=partial(render_date, sentence=sentence),
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
    ):
        register_kind(each)
