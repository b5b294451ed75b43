from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from actions.queries import with_waiting_plan
from alsweb.lib.composed import composed
from alsweb.lib.time import days_until, in_zone, now
from alsweb.pages import sentences
from alsweb.pages.welcome import lines_for
from organisations.http import Request
from organisations.models import Membership
from organisations.policies import may_found_sets
from reports.measures import Tally, shares_of
from sessions.models import Session, SessionState
from sessions.policies import may_answer
from sessions.queries import (
    challenges_of,
    next_dates,
    sessions_of,
    turnout,
    with_marks,
    with_own_answer,
    with_polls,
    with_turnout,
)
from sets import size
from sets.models import LearningSet, SetRole, SetState
from sets.policies import may_change_set, may_invite, may_take_in, may_write
from sets.queries import circle_with_welcome, for_page, seat_for, seated, sets_of
from sets.readers import readers_of

A_PAGE, MOST_SESSIONS = 25, 50


def mine(request: Request) -> HttpResponse:
    at = now()
    page = Paginator(next_dates(sets_of(request.membership), now=at), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_found": may_found_sets(request.membership)}
    return render(request, "pages/sets.html", context)


def one(request: Request, slug: str) -> HttpResponse:
    """The set: for its circle all of it, for HR and owner who, when and how many."""
    at = now()
    seat = seat_for(request.membership, slug, find=partial(_found, now=at))
    learning_set = seat.learning_set
    state = learning_set.state
    circle = circle_with_welcome(learning_set, reader=request.user.pk)
    has_begun = bool(learning_set.running_at or learning_set.composed_at or len(circle) > 1)
    members = [each for each in circle if each.role == SetRole.MEMBER]
    sessions: list[Any] = (
        _sessions_for_circle(learning_set, request.membership) if seat.in_circle else _sessions(learning_set)
    )
    for each in sessions:
        each.who, each.risk, each.takes_answer = sentences.who_comes(each), "", False
    held = sum(each.state is SessionState.HELD for each in sessions)
    upcoming = [each for each in sessions if each.state is SessionState.PLANNED and each.ends_at > at]
    context: dict[str, object] = {
        "seat": seat,
        "set": learning_set,
        "circle": circle,
        "member_names": [each.membership.name for each in members],
        "sessions": sessions,
        "next": upcoming[0] if upcoming else None,
        "held": held,
        "happened": Tally(held, sum(_is_over(each, at) for each in sessions)),
        "shares": shares_of(learning_set),
        "next_number": max((each.number for each in sessions), default=0) + 1,
        "may_take_in": may_take_in(seat),
        "sentence": sentences.who_we_are(len(members), state=state),
        "has_begun": has_begun,
        "may_change": may_change_set(seat),
        "may_invite": may_invite(seat),
        "may_see_programme": may_found_sets(request.membership),
        "size_warning": size.warning(len(members)) if members and state is not SetState.CLOSED else "",
        "next_step": reverse("sets:forming", args=[request.organisation.slug, slug]),
        **_erased(learning_set, at=at, zone=request.user.time_zone),
    }
    if not seat.in_circle:
        return render(request, "pages/set_facts.html", context)
    for each in upcoming:
        found = turnout(each, learning_set)
        each.risk = found.sentence if found.is_at_risk else ""
        each.takes_answer = may_answer(seat, each, now=at)
    challenges = [] if seat.must_agree else challenges_of(learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    context |= {
        "lines": lines_for(seat, circle, sessions, at=at, zone=request.user.time_zone),
        "agree_first": seat.must_agree and seat.has_rules,
        "to_write": [each for each in sessions if each.plan_waits] if may_write(seat) and not seat.must_agree else [],
        "half_way": state is SetState.RUNNING and _is_half_way(held, learning_set.sessions_planned),
        "readers": readers_of(circle),
        "challenges": [(words, names.get(words.author_id, "")) for words in challenges],
        "own_challenge": any(
            words.author_id == request.user.pk and words.challenge.ended_at is None for words in challenges
        ),
    }
    return render(request, "pages/set.html", context)


@composed
def _found(membership: Membership, slug: str, now: datetime) -> QuerySet[Any]:
    return seated(with_marks(with_polls(for_page(), reader=membership.person_id, now=now)), membership, slug)


@composed
def _sessions(learning_set: LearningSet) -> QuerySet[Any]:
    return sessions_of(learning_set)[:MOST_SESSIONS]


@composed
def _sessions_for_circle(learning_set: LearningSet, membership: Membership) -> QuerySet[Any]:
    found = with_turnout(with_own_answer(sessions_of(learning_set), membership))
    return with_waiting_plan(found, person=membership.person_id)[:MOST_SESSIONS]


def _erased(learning_set: LearningSet, *, at: datetime, zone: str) -> dict[str, object]:
    """When what was said in a closed set goes."""
    if learning_set.closed_at is None:
        return {}
    erased_on = learning_set.closed_at + timedelta(days=learning_set.organisation.retention_days)
    return {"erased_on": in_zone(erased_on, zone).date(), "erased_in": days_until(erased_on, now=at, zone=zone)}


def _is_over(session: Session, at: datetime) -> bool:
    """Held, cancelled, or its time has passed; as the report counts."""
    return session.state is not SessionState.PLANNED or session.ends_at < at


def _is_half_way(held: int, planned: int) -> bool:
    """Three of six, and two or three of five."""
    return held > 0 and abs(2 * held - planned) <= 1
