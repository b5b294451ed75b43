from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from actions import operations, policies, queries
from actions.forms import PlanForm
from actions.models import ActionPlan, PlanOutcome
from actions.operations import MOST, NewAction
from actions.readers import circles_for, will_be_read
from alsweb.lib import phrases
from alsweb.lib.numbers import number_in
from alsweb.lib.time import in_zone, now
from organisations.http import Request
from organisations.operations import Refused
from sessions.models import Session
from sessions.queries import session_for
from sets import policies as sets
from sets.gate import agree_first
from sets.models import SetMembership
from sets.policies import Seat
from sets.queries import circle_of, seat_for
from sets.readers import readers_of


def write(request: Request, slug: str, number: int) -> HttpResponse:
    """What one leaves a session with: up to three actions, also later, until there are three."""
    seat = seat_for(request.membership, slug, may=sets.may_write)
    session = session_for(seat, number)
    at = now()
    if not policies.may_plan_from(session, now=at):
        messages.warning(request, _refusal(session))
        return redirect(session)
    if seat.must_agree and request.method != "POST":
        return agree_first(seat, then=request.path)
    plan, circle = queries.own_plan(request.membership, session), circle_of(seat.learning_set)
    page = _Page(request, seat, session, circle, today=in_zone(at, request.user.time_zone).date())
    if request.method != "POST":
        return page.answer(plan)
    form = page.typed(plan)
    if not form.is_valid() or seat.must_agree:
        return page.answer(plan, form, status=409 if form.is_valid() else 422)
    outcome = form.cleaned_data.get("outcome", PlanOutcome.ACTIONS)
    because = form.cleaned_data.get("because", "").strip()
    try:
        operations.write_plan(
            session,
            outcome=outcome,
            new_actions=form.new_actions(),
            because=because,
            known=form.taken,
            by=request.membership,
            at=at,
        )
    except Refused as refused:
        messages.warning(request, str(refused))
        return page.resume(form.new_actions(), because)
    messages.success(request, _said(outcome, form.new_actions()))
    return redirect("actions:mine", request.organisation.slug)


class _Page:
    """The form of a plan beside what is written already."""

    def __init__(
        self, request: Request, seat: Seat, session: Session, circle: Collection[SetMembership], *, today: date
    ) -> None:
        self.request, self.seat, self.session, self.circle, self.today = request, seat, session, circle, today

    def typed(self, plan: ActionPlan | None) -> PlanForm:
        """As its writer had it before them, whatever was written elsewhere meanwhile."""
        asks = "outcome" in self.request.POST or _asks_outcome(plan)
        return self._form(self.request.POST, taken=min(number_in(self.request.POST.get("known", "")), MOST), asks=asks)

    def resume(self, typed: Collection[NewAction], because: str) -> HttpResponse:
        """Nothing that was typed is lost where the plan was written meanwhile: it moves to the places that are free."""
        plan = queries.own_plan(self.request.membership, self.session)
        taken = _taken(queries.actions_in(plan)) if plan else 0
        free = dict(zip(range(taken + 1, MOST + 1), typed, strict=False))
        initial = {f"{name}_{position}": value for position, new in free.items() for name, value in vars(new).items()}
        form = self._form(taken=taken, asks=_asks_outcome(plan), initial=initial)
        left_over = [new.what for new in list(typed)[len(free) :]] + ([because] if because else [])
        return self.answer(plan, form, status=409, left_over=left_over)

    def answer(
        self,
        plan: ActionPlan | None,
        form: PlanForm | None = None,
        *,
        status: int = 200,
        left_over: Collection[str] = (),
    ) -> HttpResponse:
        written = queries.actions_in(plan) if plan else []
        taken = _taken(written)
        context = {
            "form": form or self._form(taken=taken, asks=_asks_outcome(plan)),
            "seat": self.seat,
            "set": self.seat.learning_set,
            "session": self.session,
            "plan": plan,
            "written": written,
            "free": MOST - taken,
            "left_over": left_over,
            "readers": readers_of(self.circle),
        }
        return render(self.request, "actions/plan.html", context, status=status)

    def _form(self, *data: Any, taken: int, asks: bool, **options: Any) -> PlanForm:
        circles = circles_for(self.circle, self.request.membership.person_id)
        return PlanForm(*data, today=self.today, circles=circles, taken=taken, asks_outcome=asks, **options)


def _asks_outcome(plan: ActionPlan | None) -> bool:
    return plan is None or plan.outcome == PlanOutcome.LATER


def _taken(written: list[Any]) -> int:
    return max((action.position for action, _words in written), default=0)


def _refusal(session: Session) -> str:
    if session.cancelled_at:
        return _("This session did not take place, so there is no plan to write from it.")
    return _("You can write your action plan once the session has begun.")


def _said(outcome: str, new_actions: Collection[NewAction]) -> str:
    """What happens now: who reads it, and when we ask."""
    if outcome == PlanOutcome.NONE:
        return _("“None” is honest. Your set sees that you chose it.")
    if outcome == PlanOutcome.LATER:
        return _("Good: write it on the train home. We ask once, in two days.")
    due = min((new.due_on for new in new_actions if new.due_on), default=None)
    asked = (
        _("We ask how it goes about %(day)s, at most once in seven days.") % {"day": phrases.day(due)}
        if due
        else _("We ask how it goes on the way to your next session, at most once in seven days.")
    )
    return " ".join([_("Your plan is written."), will_be_read([new.circle for new in new_actions]), asked])
