"""A challenge's page: its story, and what its presenter adds to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib import phrases
from alsweb.lib.time import now
from alsweb.pages import sentences
from alsweb.pages.story import Story, Turn, story_of, turns_of
from organisations.http import Request
from sessions import operations
from sessions.forms import EndForm, HelpfulQuestionForm
from sessions.models import Session
from sessions.queries import challenge_for
from sets.gate import agree_first
from sets.policies import Seat, may_enter_circle, may_write
from sets.queries import circle_of, seat_for
from sets.readers import readers_of


@require_safe
def one(request: Request, slug: str, pk: int) -> HttpResponse:
    seat = seat_for(request.membership, slug, may=may_enter_circle)
    if seat.must_agree:
        return agree_first(seat, then=request.path)
    return _page(request, seat, challenge_for(seat, pk))


@require_POST
def note_question(request: Request, slug: str, pk: int) -> HttpResponse:
    """Its presenter writes down a question that helped."""
    seat = seat_for(request.membership, slug, may=may_write)
    challenge = challenge_for(seat, pk, may_change=True)
    turns = turns_of(challenge)
    if not turns:
        messages.warning(request, _("Present it first: the questions come from there."))
        return redirect(challenge)
    form = HelpfulQuestionForm(request.POST, presented=_sessions(turns))
    if not form.is_valid() or seat.must_agree:
        return _page(request, seat, challenge, question=form)
    operations.note_question(challenge, form.cleaned_data["text"], session=Session(pk=form.asked_in()), at=now())
    messages.success(request, _("Written down. Your set reads it, and not who asked."))
    return redirect(challenge)


@require_POST
def end(request: Request, slug: str, pk: int) -> HttpResponse:
    """Its presenter resolves it, or parks it."""
    seat = seat_for(request.membership, slug, may=may_write)
    challenge = challenge_for(seat, pk, may_change=True)
    form = EndForm(request.POST)
    if not form.is_valid() or seat.must_agree:
        return _page(request, seat, challenge, end=form)
    resolved = form.cleaned_data["end"] == EndForm.RESOLVED
    if operations.end_challenge(challenge, resolved=resolved, became=form.cleaned_data["became"].strip(), at=now()):
        messages.success(
            request, _("Resolved.") if resolved else _("Parked. You can take it up again whenever you want.")
        )
    return redirect(challenge)


def _page(
    request: Request,
    seat: Seat,
    challenge: Any,
    *,
    question: HelpfulQuestionForm | None = None,
    end: EndForm | None = None,
) -> HttpResponse:
    """What is on it is its presenter's alone, so that whoever has yet to agree anew keeps what they typed here."""
    circle = circle_of(seat.learning_set)
    names = {each.person_id: each.membership.name for each in circle}
    story = story_of(seat, challenge, at=now())
    is_own = challenge.person_id == request.membership.person_id
    may_add = is_own and may_write(seat)
    context = {
        "seat": seat,
        "set": seat.learning_set,
        "challenge": challenge,
        "story": story,
        "name": names.get(challenge.person_id) or _("Former member"),
        "is_here": challenge.person_id in names,
        "is_own": is_own,
        "may_add": may_add,
        "sentence": _so_far(request, challenge, story, name=names.get(challenge.person_id), is_own=is_own),
        "readers": readers_of(circle),
        **(_forms(challenge, story, question=question, end=end) if may_add else {}),
    }
    typed = question or end
    status = 200 if typed is None else 422 if typed.errors else 409
    return render(request, "pages/challenge.html", context, status=status)


def _forms(
    challenge: Any, story: Story, *, question: HelpfulQuestionForm | None, end: EndForm | None
) -> dict[str, object]:
    if story.turns and question is None:
        question = HelpfulQuestionForm(presented=_sessions(story.turns))
    return {"question_form": question, "end_form": end or (None if challenge.ended_at else EndForm())}


def _sessions(turns: list[Turn]) -> list[tuple[int, str]]:
    return [
        (turn.session, _("Session %(number)s, %(day)s") % {"number": turn.number, "day": phrases.short_day(turn.day)})
        for turn in turns
    ]


def _so_far(request: Request, challenge: Any, story: Story, *, name: str | None, is_own: bool) -> str:
    zone = request.user.time_zone
    return sentences.challenge_so_far(
        "" if is_own else name or _("A former member"),
        since=phrases.dated(challenge.written_at, zone),
        until=phrases.dated(challenge.ended_at, zone) if challenge.ended_at else "",
        turns=len(story.turns),
    )
