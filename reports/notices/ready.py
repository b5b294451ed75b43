"""A file that took a while is made: to whoever asked for it, with the way to it."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from alsweb.lib.time import in_zone
from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import notify
from reports.models import KEPT, Export, ExportState

READY = "export_ready"


def tell_ready(export: Export, *, at: datetime) -> None:
    notify(
        kind=READY,
        subject=f"export:{export.pk}",
        occasion="made",
        due_at=at,
        organisation=export.organisation_id,
        person=export.person_id,
    )


def _export(notice: Notice) -> Export | None:
    """None also for whoever may no longer see participation: PostgreSQL shows them none."""
    return Export.objects.filter(pk=notice.subject.partition(":")[2]).select_related("organisation").first()


def _can_be_fetched(notice: Notice, at: datetime) -> bool:
    export = _export(notice)
    return export is not None and export.state(at) is ExportState.READY


def _render(notice: Notice, at: datetime) -> Message:
    export = _export(notice)
    assert export is not None
    until = phrases.day(in_zone(export.expires_at, export.organisation.time_zone).date())
    return Message(
        subject=_("Your export is ready"),
        template="emails/notice",
        context={
            "sentence": _("The file that you asked for is ready."),
            "detail": _("You can fetch it until %(day)s; then it is removed.") % {"day": until},
            "button_label": _("Fetch it"),
            "why": _("You exported a report of participation at %(organisation)s.")
            % {"organisation": export.organisation.name},
        },
        path=reverse("reports:export", args=[export.organisation.slug, export.pk]),
    )


def register() -> None:
    register_kind(
        Kind(
            name=READY,
            label=gettext_lazy("A file that I asked for is ready"),
            topic=Topic.REPORTS,
            still_true=_can_be_fetched,
            render=_render,
            at_once=True,
            stale_after=KEPT,
        )
    )
