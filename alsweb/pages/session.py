from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from actions.policies import may_plan_from
from actions.queries import with_own_plan
from alsweb.lib.time import days_until, now
from alsweb.pages import sentences
from organisations.http import Request
from sessions import policies
from sessions.forms import AnswerForm
from sessions.models import Answer, CancelWords, MoveWords, Session, SessionMove, SessionState
from sessions.queries import (
    CANCELLED,
    MOVED,
    PLACE_CHANGED,
    Said,
    bids_for,
    challenge_words,
    changed,
    circle_at,
    own_mark_at,
    said_at,
    session_for,
    turnout_among,
)
from sets.models import SetRole
from sets.policies import Seat, may_write
from sets.queries import seat_for

UNDONE = (MOVED, PLACE_CHANGED, CANCELLED)


def one(request: Request, slug: str, number: int) -> HttpResponse:
    """A session: for the circle with its agenda and link, for HR and owner its date, place and who came."""
    seat = seat_for(request.membership, slug)
    at = now()
    sessions = with_own_plan(changed(reader=request.user.pk, now=at), person=request.user.pk)
    session: Any = session_for(seat, number, sessions=sessions)
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
    said = said_at(session, agreed=not seat.must_agree)
    for each in circle:
        each.note = said.notes.get(each.person_id)
    found = turnout_among(session, members, now=at)
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
        "joining": said.joining,
        "move": _last_move(session),
        "change_words": _why(session, said),
        "notes": said.notes,
        "may_answer": policies.may_answer(seat, session, now=at),
        "may_change": policies.may_change(seat, session),
        "may_mark": policies.may_mark(seat, session, now=at),
        "may_bring_back": policies.may_bring_back(seat, session, now=at),
        "may_plan": may_write(seat) and not seat.must_agree and may_plan_from(session, now=at),
        "may_note": policies.may_note(seat) and seat.learning_set.closed_at is None,
        "may_undo": seat.runs and session.own_change in UNDONE,
        "turnout": found,
        "is_quiet": (seat.must_agree and seat.has_rules) or (seat.runs and found is not None and found.is_at_risk),
        "leaders": [each for each in circle if each.role != SetRole.MEMBER],
        **_own_note(seat, session, own, said, at),
    }
    return render(request, "pages/session.html", context)


def _last_move(session: Any) -> SessionMove | None:
    if session.last_move is None:
        return None
    told = session.last_move
    moved_from = datetime.fromisoformat(told["moved_from"])
    return SessionMove(pk=told["number"], reason=told["reason"], moved_from=moved_from)


def _why(session: Any, said: Said) -> MoveWords | CancelWords | None:
    """What is said beside the reason of its last change."""
    if session.state is SessionState.CANCELLED:
        return said.cancelled
    return said.moves.get(session.last_move["number"]) if session.last_move else None


def _own_note(seat: Seat, session: Session, own: Any, said: Said, at: datetime) -> dict[str, object]:
    """A field for it beside one's own answer, for whoever has agreed to the ground rules."""
    if own is None or not own.answer or not policies.may_say(seat) or not policies.may_answer(seat, session, now=at):
        return {}
    note = said.notes.get(seat.membership.person_id)
    return {"note_form": AnswerForm(initial={"note": note.note if note else ""}), "own_note": note}
