from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from alsweb.lib.time import in_zone, now
from alsweb.pages import sentences
from alsweb.pages.welcome import lines_for
from organisations.http import Request
from organisations.policies import may_found_sets
from sessions.models import SessionState
from sessions.queries import challenges_of, next_dates, sessions_of
from sets.models import SetRole, SetState
from sets.policies import may_take_in
from sets.queries import circle_with_welcome, current_rules, seat_for, set_invitations_of, sets_of

A_PAGE = 25


def mine(request: Request) -> HttpResponse:
    at = now()
    page = Paginator(next_dates(sets_of(request.membership), now=at), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_found": may_found_sets(request.membership)}
    return render(request, "pages/sets.html", context)


def one(request: Request, slug: str) -> HttpResponse:
    """The set: for its circle all of it, for HR and owner who, when and how many."""
    seat = seat_for(request.membership, slug)
    learning_set, at = seat.learning_set, now()
    circle = circle_with_welcome(learning_set, reader=request.user.pk)
    members = [each for each in circle if each.role == SetRole.MEMBER]
    sessions = list(sessions_of(learning_set)[:50])
    upcoming = [each for each in sessions if each.state is SessionState.PLANNED and each.ends_at > at]
    context: dict[str, object] = {
        "seat": seat,
        "set": learning_set,
        "circle": circle,
        "member_names": [each.membership.name for each in members],
        "sessions": sessions,
        "next": upcoming[0] if upcoming else None,
        "held": sum(each.state is SessionState.HELD for each in sessions),
        "today": in_zone(at, request.user.time_zone).date(),
        "next_number": max((each.number for each in sessions), default=0) + 1,
        "may_take_in": may_take_in(seat),
        "sentence": sentences.who_we_are(
            len(members),
            running=learning_set.state is SetState.RUNNING,
            closed=learning_set.state is SetState.CLOSED,
        ),
    }
    if not seat.in_circle:
        return render(request, "pages/set_facts.html", context)
    challenges = challenges_of(learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    context |= {
        "lines": lines_for(seat, circle, sessions, at=at, zone=request.user.time_zone),
        "rules": current_rules(learning_set, reader=request.user.pk),
        "challenges": [(words, names.get(words.author_id, "")) for words in challenges],
        "own_challenge": any(
            words.author_id == request.user.pk and words.challenge.resolved_at is None for words in challenges
        ),
        "invitations": [(each, each.invitation.state(at)) for each in set_invitations_of(seat)] if seat.runs else [],
    }
    return render(request, "pages/set.html", context)
