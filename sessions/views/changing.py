"""Moving sessions, and cancelling them."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alsweb.lib import phrases
from alsweb.lib.numbers import in_words
from alsweb.lib.time import now
from organisations.http import Request
from sessions import operations, policies, queries
from sessions.forms import CancelForm, MoveForm
from sessions.models import Session, SessionState
from sessions.views.planning import form_page, seen, written
from sets import policies as sets
from sets.models import LearningSet
from sets.policies import Seat
from sets.queries import seat_for


def _session_to_change(request: Request, slug: str, number: int) -> tuple[Seat, Session]:
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    if not policies.may_change(seat, session):
        raise PermissionDenied
    return seat, session


def move(request: Request, slug: str, number: int) -> HttpResponse:
    """To another date, or place; where it is one of a series, with those after it or all still to come."""
    seat, session = _session_to_change(request, slug, number)
    at = now()
    dates, places = queries.dates_of(seat.learning_set), queries.used_places(seat.learning_set)
    joining = queries.joining_words(session)
    form = MoveForm(
        request.POST or None,
        initial={
            "day": session.local_date,
            "at_time": session.local_time,
            "minutes": session.minutes,
            "place": session.place,
            "address": session.address,
            "access_notes": session.access_notes,
            "video_link": joining.video_link if joining else "",
            "reason": request.GET.get("reason", ""),
        },
        session=session,
        may_say=policies.may_say(seat),
        together=dates.together_with(session, now=at),
        now=at,
        places=places,
    )
    if request.method != "POST" or not form.is_valid() or "change" in request.POST:
        return form_page(request, "sessions/move.html", form, seat=seat, session=session, **_told(session))
    if len(form.moving()) > 1:
        return _move_together(request, seat, form, dates, at)
    looks = []
    if form.span.starts_at != session.starts_at and not seen(request, [form.span]):
        looks = queries.looks_at(seat, [form.span], dates=dates, now=at, zone=form.zone, besides=[session.pk])
    if against := [line for each in looks for line in each.against]:
        context = {"seat": seat, "session": session, "against": against, "seen": written([form.span]), **_told(session)}
        return form_page(request, "sessions/move.html", form, **context)
    if not _is_stale(request, session, form) and operations.move_session(
        session, **form.when(), **form.where(), **form.why(), by=request.membership, at=at
    ):
        messages.success(
            request,
            _("Session %(number)s now begins on %(when)s, %(zone)s.")
            % {
                "number": session.number,
                "when": phrases.moment(session.starts_at, session.time_zone),
                "zone": phrases.city(session.time_zone),
            },
        )
    else:
        messages.warning(
            request,
            _("Somebody changed this session a moment ago. Look at it before you move it."),
        )
    return redirect(session)


def _is_stale(request: Request, session: Session, form: MoveForm) -> bool:
    """Whether somebody changed it since this page was opened, other than to just this: the form sent a second time."""
    as_seen = request.POST.get("as_seen", "")
    return bool(as_seen) and as_seen != _as_seen([session]) and form.span.starts_at != session.starts_at


def _move_together(request: Request, seat: Seat, form: MoveForm, dates: queries.Dates, at: datetime) -> HttpResponse:
    """Look at where each of them comes to; then all move, or none."""
    targets = form.targets()
    spans = [each.span for each in targets if each.span]
    is_sound = len(spans) == len(targets)
    if "save" in request.POST and is_sound:
        return _save_together(request, seat.learning_set, form, at)
    looks = queries.looks_at(
        seat, spans, dates=dates, now=at, zone=form.zone, besides=[each.session.pk for each in targets]
    )
    found = {each.span: each for each in looks}
    context = {
        "set": seat.learning_set,
        "session": form.session,
        "kept": [field.as_hidden() for field in form],
        "rows": [(each, found.get(each.span) if each.span else None) for each in targets],
        "as_seen": _as_seen(each.session for each in targets),
        "against": sum(bool(each.against) for each in looks),
        "is_sound": is_sound,
        "zone": form.zone,
    }
    return render(request, "sessions/move_together.html", context, status=200 if is_sound else 422)


def _save_together(request: Request, learning_set: LearningSet, form: MoveForm, at: datetime) -> HttpResponse:
    moving = form.moving()
    answers = form.cleaned_data
    if request.POST.get("as_seen") == _as_seen(moving) and operations.move_together(
        moving,
        days=form.days,
        at_time=answers["at_time"],
        minutes=answers["minutes"],
        **form.where(),
        **form.why(),
        by=request.membership,
        at=at,
    ):
        messages.success(
            request,
            phrases.capitalised(
                _("%(n)s sessions have moved. Everybody in the set is told in a minute.") % {"n": in_words(len(moving))}
            ),
        )
        return redirect(learning_set)
    messages.warning(
        request, _("Somebody changed one of these sessions a moment ago, so none has moved. Look at them again.")
    )
    return redirect(request.path)


def _as_seen(sessions: Iterable[Session]) -> str:
    """These sessions as they stand now, for the page to send along: whoever changes one raises its number."""
    return " ".join(f"{each.pk}:{each.sequence}" for each in sessions)


def cancel(request: Request, slug: str, number: int) -> HttpResponse:
    seat, session = _session_to_change(request, slug, number)
    form = CancelForm(request.POST or None, may_say=policies.may_say(seat))
    if request.method == "POST" and form.is_valid():
        if operations.cancel_session(session, **form.cleaned_data, by=request.membership, at=now()):
            messages.success(
                request,
                _("Session %(number)s is cancelled.") % {"number": number},
            )
        return redirect(session)
    return form_page(request, "sessions/cancel.html", form, seat=seat, session=session, **_told(session))


@require_POST
def undo(request: Request, slug: str, number: int) -> HttpResponse:
    """Take back one's own move or cancellation before anybody is told of it."""
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    at = now()
    is_cancelled = session.state is SessionState.CANCELLED
    change = queries.own_change(session, person=request.membership.person_id, now=at)
    take_back = operations.restore_session if is_cancelled else operations.undo_move
    if change is None:
        messages.warning(request, _("The minute is over, and your set is being told. You can still change the date."))
    elif take_back(session, by=request.membership, at=at):
        messages.success(
            request,
            _("Taken back: session %(number)s is on %(when)s, %(zone)s. Nobody is told.")
            % {
                "number": session.number,
                "when": phrases.moment(session.starts_at, session.time_zone),
                "zone": phrases.city(session.time_zone),
            },
        )
    return redirect(session)


@require_POST
def restore(request: Request, slug: str, number: int) -> HttpResponse:
    """Let a cancelled session that is still ahead take place after all."""
    seat = seat_for(request.membership, slug, may=sets.may_run)
    session = queries.session_for(seat, number)
    at = now()
    if not policies.may_bring_back(seat, session, now=at):
        messages.warning(request, _("This session is not cancelled any more, or its date has passed."))
    elif operations.restore_session(session, by=request.membership, at=at):
        messages.success(
            request,
            _("Session %(number)s takes place after all. Everybody in the set is told in a minute.")
            % {"number": number},
        )
    return redirect(session)


def _told(session: Session) -> dict[str, object]:
    """How many beside its mover hear of a change; and the session as it stands, for the form to send along."""
    return {"told": len(queries.circle_people(session.learning_set)) - 1, "as_seen": _as_seen([session])}
