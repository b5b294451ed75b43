"""The monthly report: a mail that leads to the page, and holds no figure of it."""

from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from reports.models import MonthlyReport
from reports.months import next_first

MONTHLY = "monthly_report"
WORTH_TELLING = timedelta(days=7)
"""How late it may be and still be this month's."""


def _wanted(notice: Notice) -> MonthlyReport | None:
    """None also for whoever may no longer see participation: PostgreSQL shows them none."""
    return MonthlyReport.objects.filter(pk=notice.subject.partition(":")[2]).select_related("organisation").first()


def _is_wanted(notice: Notice, at: datetime) -> bool:
    return _wanted(notice) is not None


def _render(notice: Notice, at: datetime) -> Message:
    wanted = _wanted(notice)
    assert wanted is not None
    organisation = wanted.organisation
    month = phrases.month_of(in_zone(datetime.fromisoformat(notice.occasion), organisation.time_zone).date())
    return Message(
        subject=_("Participation, %(month)s") % {"month": month},
        template="emails/notice",
        context={
            "sentence": _("Participation at %(organisation)s is there to look at.")
            % {"organisation": organisation.name},
            "detail": _("The page has the figures, what they are compared with, and how each is counted."),
            "button_label": _("Look at it"),
            "why": _("You wanted this report on the first of each month. Beside it you can stop it."),
        },
        path=reverse("reports:participation", args=[organisation.slug]) + wanted.address,
    )


def _plan(at: datetime) -> int:
    """Write this month's, and put each forward to the next, in its person's own scope."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM monthly_reports_due(%s)", [at])
        found = cursor.fetchall()
    written = plan_many(
        Due(MONTHLY, f"monthlyreport:{number}", next_at.isoformat(), at, organisation, person)
        for organisation, person, number, next_at, _zone in found
        if next_at > at - WORTH_TELLING
    )
    for organisation, person, number, next_at, zone in found:
        with scope(person=person, organisation=organisation):
            MonthlyReport.objects.filter(pk=number, next_at=next_at).update(next_at=next_first(at, zone))
    return written


def register() -> None:
    register_kind(
        Kind(
            name=MONTHLY,
            label=gettext_lazy("The monthly report of participation that I wanted"),
            topic=Topic.REPORTS,
            still_true=_is_wanted,
            render=_render,
            plan=_plan,
            stale_after=WORTH_TELLING,
        )
    )
