"""What is told about asking to join a set: to whoever answers that somebody asks, to the asker what came of it."""

from datetime import datetime, timedelta

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notifications.kinds import Kind, Message, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from sets.models import JoinRequest, RequestState, SetMembership
from sets.models.join_request import ANSWERED, ASKED

WORTH_TELLING = timedelta(days=7)


def _request_of(notice: Notice) -> JoinRequest | None:
    return (
        JoinRequest.objects.filter(pk=notice.subject.partition(":")[2])
        .select_related("learning_set", "organisation")
        .first()
    )


def _still_waits(notice: Notice, at: datetime) -> bool:
    """Nobody has answered yet, and its reader still may: to others there is no such request."""
    request = _request_of(notice)
    return request is not None and request.state is RequestState.WAITING


def _render_asked(notice: Notice, at: datetime) -> Message:
    request = _request_of(notice)
    assert request is not None
    learning_set = request.learning_set
    return Message(
        subject=_("Somebody asks to join your set"),
        template="emails/notice",
        context={
            "sentence": _("Somebody asks to join %(name)s.") % {"name": learning_set.name},
            "detail": _("Who it is, and what they hope for, is on the page."),
            "button_label": _("See who asks"),
            "why": _("You answer those who ask to join %(name)s.") % {"name": learning_set.name},
        },
        path=reverse("sets:requests", args=[request.organisation.slug, learning_set.slug]),
    )


def _answer_stands(notice: Notice, at: datetime) -> bool:
    request = _request_of(notice)
    return request is not None and request.state in (RequestState.ADMITTED, RequestState.NOT_NOW)


def _render_answer(notice: Notice, at: datetime) -> Message:
    request = _request_of(notice)
    assert request is not None
    learning_set, organisation = request.learning_set, request.organisation.slug
    name = {"name": learning_set.name}
    path, button_label = reverse("me"), _("See what you asked for")
    if request.state is RequestState.NOT_NOW:
        sentence = _("%(name)s cannot take you in this time.") % name
        detail = _(
            "Thank you for asking. What you wrote to them is deleted. Other sets may have a place, and you can ask this"
            " one again."
        )
        if request.home_organisation_id is None:
            path, button_label = reverse("sets:find", args=[organisation]), _("Find a set")
    elif SetMembership.objects.current().has(notice.person_id, in_set=learning_set.pk):
        sentence = _("You are in %(name)s.") % name
        detail = _("On its page you see who is in it and when you meet.")
        path, button_label = reverse("pages:set", args=[organisation, learning_set.slug]), _("See the set")
    else:
        sentence = _("%(name)s has a place for you.") % name
        detail = _("You are in it as soon as it begins. Until then there is nothing to do.")
    return Message(
        subject=_("Your request to join a set"),
        template="emails/notice",
        context={
            "sentence": sentence,
            "detail": detail,
            "button_label": button_label,
            "why": _("You asked to join %(name)s.") % name,
        },
        path=path,
    )


def _plan_asked(at: datetime) -> int:
    """Write to whoever answers, once about each request that waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM join_requests_due(%s, %s)", [at - WORTH_TELLING, at])
        due = cursor.fetchall()
    return plan_many(
        Due(ASKED, f"joinrequest:{request}", "asked", at, organisation, person) for organisation, request, person in due
    )


def register() -> None:
    register_kind(
        Kind(
            name=ASKED,
            label=gettext_lazy("Somebody asks to join a set that I run"),
            topic=Topic.RUNNING,
            still_true=_still_waits,
            render=_render_asked,
            plan=_plan_asked,
        )
    )
    register_kind(
        Kind(
            name=ANSWERED,
            label=gettext_lazy("An answer, when I asked to join a set"),
            topic=Topic.SETS,
            still_true=_answer_stands,
            render=_render_answer,
        )
    )
