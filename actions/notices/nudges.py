"""The one nudge: how do your actions go? It names none of them."""

from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions.models import Action
from alsweb.lib import phrases, tokens
from alsweb.lib.links import absolute
from alsweb.lib.numbers import in_words
from notifications.kinds import Kind, Message
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from organisations.models import Organisation

PURPOSE = "progress"
TOKEN_LASTS = timedelta(days=14)
DUE_WITHIN = timedelta(days=3)
OVERDUE_FOR = timedelta(days=7)
QUIET_AFTER_NEWS = timedelta(days=7)


def progress_link(*, person: int, organisation: int) -> str:
    return absolute("progress_by_mail", tokens.sign(PURPOSE, p=person, o=organisation))


def _waiting(notice: Notice, at: datetime) -> list[int]:
    """The open actions that are due about now and have had no news for a week."""
    return list(
        Action.objects.open()
        .filter(
            organisation=notice.organisation_id,
            person=notice.person_id,
            due_on__gte=(at - OVERDUE_FOR).date(),
            due_on__lte=(at + DUE_WITHIN).date(),
        )
        .exclude(last_news_at__gt=at - QUIET_AFTER_NEWS)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _still_waits(notice: Notice, at: datetime) -> bool:
    return bool(_waiting(notice, at))


def _render(notice: Notice, at: datetime) -> Message:
    assert notice.person_id is not None
    assert notice.organisation_id is not None
    waiting = _waiting(notice, at)
    count = len(waiting)
    organisation = Organisation.objects.get(pk=notice.organisation_id)
    return Message(
        subject=_("How does it go?"),
        template="emails/notice",
        context={
            "sentence": phrases.capitalised(
                ngettext(
                    "%(n)s action of yours is due about now. How does it go?",
                    "%(n)s actions of yours are due about now. How do they go?",
                    count,
                )
                % {"n": in_words(count)}
            ),
            "detail": _("On track, stuck or done, and a line if you like: twenty seconds. Stuck is welcome."),
            "button_url": progress_link(person=notice.person_id, organisation=notice.organisation_id),
            "button_label": _("Say how it goes"),
            "why": _("You wrote an action plan in a set at %(organisation)s. We ask at most once in seven days.")
            % {"organisation": organisation.name},
        },
        path=reverse("actions:mine", args=[organisation.slug]),
        about=tuple(f"action:{action}" for action in waiting),
    )


def _plan(at: datetime) -> int:
    """Write a nudge for everybody with an open action due about now and no news for a week."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM nudges_due(%s, %s, %s)",
            [
                (at - OVERDUE_FOR).date(),
                (at + DUE_WITHIN).date(),
                at - QUIET_AFTER_NEWS,
            ],
        )
        due = cursor.fetchall()
    year, week, _day = at.isocalendar()
    return plan_many(
        Due("progress_nudge", f"person:{person}", f"{organisation}:{year}-W{week:02}", at, organisation, person)
        for organisation, person in due
    )


def register() -> None:
    register_kind(
        Kind(
            name="progress_nudge",
            label=gettext_lazy("A question how my actions go, at most once in seven days"),
            still_true=_still_waits,
            render=_render,
            plan=_plan,
            nudge=True,
        )
    )
