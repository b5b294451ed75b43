"""Home: what its reader came for, in one sentence, and the one thing to do."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.lately import own_row
from actions.queries import own_promises, plans_to_write
from alsweb.lib.composed import composed
from alsweb.lib.time import days_until, in_zone, now
from alsweb.pages import sentences
from notifications.queries import why_unreached
from organisations.http import Request
from organisations.models import Membership
from organisations.policies import may_see_participation
from sessions.queries import (
    next_dates,
    own_mark_of,
    turnout,
    upcoming_of,
    with_marks_to_look_at,
    with_polls,
    with_turnout,
)
from sets.models import SetRole, SetState
from sets.queries import sets_for_home, with_requests_waiting, with_rules_to_agree

MOST_PROMISES, MOST_FORMING = 10, 5


def home(request: Request) -> HttpResponse:
    at, zone = now(), request.user.time_zone
    found: list[Any] = _sets(request.membership, at)
    asked_into = [each for each in found if each.is_asked and each.own_role is None]
    sets = [each for each in found if each not in asked_into]
    if not sets and not asked_into and may_see_participation(request.membership):
        return redirect("reports:participation", request.organisation.slug)
    upcoming: list[Any] = _upcoming(request.membership, at)
    for each in upcoming:
        each.turnout = turnout(each, each.learning_set)
    session = upcoming[0] if upcoming else None
    promises = [own_row(each, zone=zone, at=at) for each in own_promises(request.membership, upto=MOST_PROMISES + 1)]
    forming = [each for each in sets if _is_put_together(each, by=request.membership)]
    leading = [each for each in sets if each.own_role == SetRole.FACILITATOR and each not in forming]
    needing = [each for each in leading if not (each.next_starts_at or each.poll_number or each.closing_at)]
    context = {
        "unreached": why_unreached(request.user.email, at=at),
        "sets": sets,
        "session": session,
        "later": upcoming[1:],
        **_centre(days_until(session.starts_at, now=at, zone=zone) if session else None),
        "open": [each for each in promises if each.promise.is_open][:MOST_PROMISES],
        "done": [each for each in promises if not each.promise.is_open][:3],
        "more_promises": len(promises) > MOST_PROMISES,
        "to_write": plans_to_write(request.membership),
        "asked_into": asked_into,
        "to_answer": [each for each in sets if each.own_poll],
        "own_marks": [(each, mark) for each in sets if (mark := own_mark_of(each.own_mark))],
        "to_agree": [each for each in sets if each.rules_wait],
        "forming": forming[:MOST_FORMING],
        "more_forming": len(forming) > MOST_FORMING,
        "needing": needing,
        "has_to_do": bool(needing) or any(each.own_poll for each in sets),
        "leading": leading,
        "today": in_zone(at, zone).date(),
        "sentence": (
            sentences.sets_to_put_together(len(forming))
            if forming and len(forming) == len(sets)
            else sentences.sets_that_need_me(len(needing), len(leading))
            if leading and (needing or not session)
            else sentences.next_meeting(
                session.starts_at if session else None,
                session.ends_at if session else None,
                now=at,
                zone=zone,
            )
        ),
    }
    return render(request, "pages/home.html", context)


@composed
def _sets(membership: Membership, now: datetime) -> QuerySet[Any]:
    person = membership.person_id
    sets = with_requests_waiting(with_rules_to_agree(sets_for_home(membership), person))
    sets = next_dates(with_marks_to_look_at(sets, membership, now=now), now=now)
    return with_polls(sets.filter(closed_at=None), reader=person, now=now)


@composed
def _upcoming(membership: Membership, now: datetime) -> QuerySet[Any]:
    return with_turnout(upcoming_of(membership, now=now))[:5]


def _is_put_together(each: Any, *, by: Membership) -> bool:
    """Founded by this member and not begun: what it needs is people, not a date."""
    is_forming = each.state is SetState.FORMING and each.composed_at is None and each.founded_by_id == by.pk
    return is_forming and each.member_count <= (each.own_role == SetRole.MEMBER)


def _centre(days: int | None) -> dict[str, str]:
    """What stands in the middle of the circle: the days until it meets."""
    if days is None:
        return {}
    if days <= 0:
        return {"centre": _("today"), "centre_caption": ""}
    return {"centre": str(days), "centre_caption": ngettext("day", "days", days)}
