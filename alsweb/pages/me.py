"""Mine over all organisations: dates, set names and counts. No other person's name is readable here."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db.models import BigIntegerField, Count
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from actions.models import Action
from alsweb.lib import phrases
from alsweb.lib.time import days_until, in_zone, now
from organisations import accounts
from organisations.forms import OwnZoneForm, role_names
from organisations.http import Request
from organisations.models import Membership, Organisation
from sessions.models import Attendance, Session
from sets.models import JoinRequest, SetMembership


@dataclass(frozen=True)
class OwnSet:
    """A set of mine by name, with its next date in my own zone."""

    seat: SetMembership
    membership: Membership
    session: Session | None
    is_answered: bool

    @property
    def organisation_slug(self) -> str:
        return self.membership.organisation.slug


@dataclass(frozen=True)
class OwnOrganisation:
    membership: Membership
    roles: str
    waiting: int
    """How many actions of mine are open there."""


def me(request: Request, form: OwnZoneForm | None = None) -> HttpResponse:
    at = now()
    sets = own_sets(request, at=at)
    waiting = _open_actions(request)
    nearest = next((each for each in sets if each.session), None)
    context = {
        "form": form or OwnZoneForm(initial={"time_zone": request.user.time_zone, "country": request.user.country}),
        "heading": _heading(nearest, at=at, zone=request.user.time_zone),
        "nearest": nearest,
        "sets": sets,
        "organisations": [
            OwnOrganisation(each, role_names(each.roles), waiting.get(each.organisation_id, 0))
            for each in request.memberships
        ],
        "asked": _asked_from(request),
        "waiting": sum(waiting.values()),
        "zone": request.user.time_zone,
        "clock": f"{in_zone(at, request.user.time_zone):%H:%M}",
    }
    return render(request, "pages/me.html", context, status=422 if form and form.errors else 200)


@require_POST
def me_zone(request: Request) -> HttpResponse:
    form = OwnZoneForm(request.POST)
    if not form.is_valid():
        return me(request, form)
    accounts.change_own_zone(request.user, form.cleaned_data["time_zone"], country=form.cleaned_data["country"])
    messages.success(
        request,
        _("You see all dates in %(zone)s from now on.") % {"zone": phrases.city(request.user.time_zone)},
    )
    return redirect("me")


def own_sets(request: Request, *, at: datetime) -> list[OwnSet]:
    """My sets that are not closed, the soonest to meet first, those without a date last."""
    memberships = {each.organisation_id: each for each in request.memberships}
    seats = (
        SetMembership.objects.current()
        .filter(
            person=request.user.pk,
            organisation__in=memberships,
            learning_set__closed_at=None,
        )
        .select_related("learning_set")
        .order_by("learning_set__name", "pk")
    )
    coming = Session.objects.upcoming(at).filter(learning_set__in=[seat.learning_set_id for seat in seats])
    nearest = {session.learning_set_id: session for session in reversed(coming)}
    answered = set(
        Attendance.objects.filter(person=request.user.pk, session__in=[each.pk for each in nearest.values()])
        .exclude(answer="")
        .values_list("session", flat=True)
    )
    found = []
    for seat in seats:
        session = nearest.get(seat.learning_set_id)
        is_answered = session is None or seat.leads or session.pk in answered
        found.append(OwnSet(seat, memberships[seat.organisation_id], session, is_answered))
    return sorted(
        found,
        key=lambda each: (
            each.session is None,
            each.session.starts_at if each.session else at,
        ),
    )


def _open_actions(request: Request) -> dict[int, int]:
    """How many of my actions are open, by organisation."""
    counted = Action.objects.open().filter(person=request.user.pk).values("organisation").annotate(n=Count("pk"))
    return dict(counted.order_by().values_list("organisation", "n"))


def _asked_from(request: Request) -> list[tuple[Organisation, int]]:
    """How many requests of mine to join a set wait for an answer, by the organisation from which I asked."""
    asked_from = Coalesce("home_organisation_id", "organisation_id", output_field=BigIntegerField())
    mine = JoinRequest.objects.waiting().filter(person=request.user.pk)
    counted = dict(mine.annotate(asked_from=asked_from).values_list("asked_from").annotate(n=Count("pk")).order_by())
    return [
        (each.organisation, counted[each.organisation_id])
        for each in request.memberships
        if each.organisation_id in counted
    ]


def _heading(nearest: OwnSet | None, *, at: datetime, zone: str) -> str:
    if nearest is None or nearest.session is None:
        return _("Nothing is in your diary yet.")
    if nearest.session.starts_at <= at:
        return _("You meet now.")
    days = days_until(nearest.session.starts_at, now=at, zone=zone)
    return _("You meet %(when)s.") % {"when": phrases.in_days(days)}
