"""The one nudge: how do your actions go? It holds all that waits in one organisation, and not a word of what it is."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actions.models import Action
from actions.queries import Waiting, what_each_waits_for, what_waits
from actions.queries.asking import NUDGE
from alsweb.lib import phrases, tokens
from alsweb.lib.composed import composed
from alsweb.lib.links import absolute
from alsweb.lib.numbers import in_words
from alsweb.lib.tenancy.scope import Scope
from alsweb.lib.time import nearest_instant
from notifications.kinds import Kind, Message, NotNow, Topic
from notifications.kinds import register as register_kind
from notifications.models import Notice
from notifications.outbox import Due, plan_many
from organisations.models import Organisation
from sets.models import Rule
from sets.reminder_rules import USUAL

PURPOSE = "progress"
TOKEN_LASTS = timedelta(days=14)
AHEAD_OF_UTC = timedelta(hours=14)
"""How much earlier a day begins where it begins first."""


def progress_link(*, person: int, organisation: int) -> str:
    return absolute("progress_by_mail", tokens.sign(PURPOSE, p=person, o=organisation))


def _look_up(notices: list[Notice], at: datetime) -> None:
    scopes = [Scope(person=each.acting_id, organisation=each.organisation_id) for each in notices]
    organisations = _organisation.in_each([(scope, (scope.organisation,)) for scope in scopes])
    for notice, waiting, found in zip(notices, what_each_waits_for(notices, at=at), organisations, strict=True):
        notice.found.update(waiting=waiting, organisation=found[0] if found else None)


def _looked_up(notice: Notice, at: datetime) -> tuple[list[Waiting], Organisation | None]:
    """Once for each time that the notice is judged. Whoever is in the organisation no more finds neither."""
    if "waiting" not in notice.found:
        found = _organisation(notice.organisation_id or 0)
        notice.found.update(waiting=what_waits(notice, at=at), organisation=found[0] if found else None)
    return notice.found["waiting"], notice.found["organisation"]


@composed
def _organisation(number: int) -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=number)


def _still_waits(notice: Notice, at: datetime) -> bool:
    waiting, _organisation = _looked_up(notice, at)
    return bool(waiting)


def _render(notice: Notice, at: datetime) -> Message:
    assert notice.person_id is not None
    assert notice.organisation_id is not None
    waiting, organisation = _looked_up(notice, at)
    if not waiting or organisation is None:
        raise NotNow("no longer true")
    actions = [each for each in waiting if each.action]
    mine = reverse("actions:mine", args=[organisation.slug])
    return Message(
        subject=_("How does it go?") if actions else _("Your action plan"),
        template="emails/dates",
        context={
            "sentence": phrases.capitalised(_sentence(len(actions), len(waiting) - len(actions))),
            "dates": [_reason(each) for each in waiting],
            "detail": _("On track, stuck or done, and a line if you like: twenty seconds. Stuck is welcome.")
            if actions
            else _("One to three actions. “None” is honest, too. We do not ask again."),
            "why": _("You wrote an action plan in a set at %(organisation)s. We ask at most once in seven days.")
            % {"organisation": organisation.name}
            if actions
            else _("You are in a set at %(organisation)s. We ask at most once in seven days.")
            % {"organisation": organisation.name},
            "button_label": _("Say how it goes") if actions else _("Write your action plan"),
            **(
                {"button_url": progress_link(person=notice.person_id, organisation=notice.organisation_id)}
                if actions
                else {}
            ),
        },
        path=mine,
        about=tuple(name for each in waiting for name in (each.subject, each.reason)),
    )


def _sentence(actions: int, plans: int) -> str:
    if not actions:
        return ngettext("an action plan waits to be written.", "%(n)s action plans wait to be written.", plans) % {
            "n": in_words(plans)
        }
    told = ngettext(
        "%(n)s action of yours waits for news. How does it go?",
        "%(n)s actions of yours wait for news. How do they go?",
        actions,
    )
    return told % {"n": in_words(actions)}


def _reason(each: Waiting) -> str:
    """Which one it is, by what is no secret, and why now."""
    if each.action is None:
        return _("A plan that you wanted to write after your session.")
    named = _("Your action %(position)s of %(of)s from %(day)s") if each.of > 1 else _("Your action from %(day)s")
    named %= {
        "position": each.action.position,
        "of": each.of,
        "day": phrases.day_of_month(each.action.plan.session.local_date),
    }
    return _("%(action)s: %(why)s.") % {"action": named, "why": why(each.action, each.question.rule)}


def why(action: Action | None, rule: Rule | None) -> str:
    """Why it is asked about, without a word of it: `to be done by Friday 14 March`."""
    due = phrases.day(action.due_on) if action and action.due_on else ""
    match rule:
        case Rule.DUE_SOON | Rule.DUE_TODAY | Rule.OVERDUE:
            return _("to be done by %(day)s") % {"day": due}
        case Rule.HALF_WAY:
            return _("half-way to the next session")
        case Rule.BEFORE_SESSION:
            return _("the set meets soon")
        case Rule.PLAN_TO_WRITE:
            return _("an action plan to write")
        case _other:
            return _("you wanted to be asked again")


def _plan(at: datetime) -> int:
    """Write a nudge for whoever is to be asked about now; one for each reason and moment, of which one mail comes."""
    usual = [asdict(each) for each in USUAL.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_id, person_id, rule, on_day, moment, zone FROM nudges_due(%s, %s, %s::jsonb)",
            [at, (at + AHEAD_OF_UTC).date(), json.dumps(usual)],
        )
        found = cursor.fetchall()
    return plan_many(_due(found, at))


def _due(found: list[tuple[int, int, str, date | None, datetime | None, str]], at: datetime) -> Iterator[Due]:
    for organisation, person, rule, on_day, moment, zone in found:
        begins = moment or nearest_instant(on_day, time(), zone)  # type: ignore[arg-type]  # one of the two is there
        if begins <= at:
            occasion = f"{organisation}:{rule}:{begins.isoformat(timespec='minutes')}"
            yield Due(NUDGE, f"person:{person}", occasion, at, organisation, person)


def register() -> None:
    register_kind(
        Kind(
            name=NUDGE,
            label=gettext_lazy("A question how my actions go, at most once in seven days"),
            topic=Topic.ACTIONS,
            look_up=_look_up,
            still_true=_still_waits,
            render=_render,
            plan=_plan,
            nudge=True,
        )
    )
