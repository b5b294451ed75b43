from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from alsweb.lib.time import days_until, now
from alsweb.pages import sentences
from organisations.http import Request
from sessions import policies
from sessions.models import Answer
from sessions.queries import (
    bids_for,
    challenge_words,
    circle_at,
    joining_words,
    own_mark_at,
    session_for,
)
from sets.models import SetRole
from sets.queries import seat_for


def one(request: Request, slug: str, number: int) -> HttpResponse:
    """A session: for the circle with its agenda and link, for HR and owner its date, place and who came."""
    seat = seat_for(request.membership, slug)
    session = session_for(seat, number)
    at = now()
    # Late and left early are noted for the circle alone; nobody else reads the rows.
    lateness = seat.in_circle and not seat.must_agree and seat.learning_set.notes_lateness_at is not None
    circle: list[Any] = circle_at(session, with_lateness=lateness)
    members = [each for each in circle if each.role == SetRole.MEMBER]
    context: dict[str, object] = {
        "seat": seat,
        "set": seat.learning_set,
        "session": session,
        "members": members,
        "coming": [each.membership.name for each in members if each.answer == Answer.COMING],
        "cannot": [each.membership.name for each in members if each.answer == Answer.CANNOT],
        "silent": [each.membership.name for each in members if not each.answer],
        "days": days_until(session.starts_at, now=at, zone=request.user.time_zone),
        "begun": session.starts_at <= at,
        "over": session.ends_at <= at,
        "sentence": sentences.session_is(session, now=at, zone=request.user.time_zone),
    }
    if not seat.in_circle:
        return render(request, "pages/session_facts.html", context)
    bids = bids_for(session)
    words = {} if seat.must_agree else challenge_words(bid.challenge_id for bid in bids if bid.challenge_id)
    names = {each.person_id: each.membership.name for each in circle}
    own = next((each for each in circle if each.person_id == request.user.pk), None)
    context |= {
        "agree_first": seat.must_agree and seat.has_rules,
        "agenda": [
            (bid, names[bid.person_id], words.get(bid.challenge_id or 0)) for bid in bids if bid.person_id in names
        ],
        "own": own,
        "own_mark": own_mark_at(session, own),
        "own_bid": next((bid for bid in bids if bid.person_id == request.user.pk), None),
        "joining": joining_words(session),
        "may_answer": policies.may_answer(seat, session, now=at),
        "may_change": policies.may_change(seat, session),
        "may_mark": policies.may_mark(seat, session, now=at),
    }
    return render(request, "pages/session.html", context)
