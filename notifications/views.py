from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from alsweb.lib import phrases
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone, now
from notifications import operations
from notifications.forms import PreferencesForm, RotaForm, RotaLengthForm
from notifications.hours import ALL_DAY, Free
from notifications.kinds import optional_kinds
from notifications.models import Preference
from notifications.queries import hours_of, preference_of, rota_of, stopped_kinds_of, why_unreached
from notifications.stop_tokens import meant_by


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    user = request.user
    assert not isinstance(user, AnonymousUser)
    at, zone = now(), user.time_zone
    if request.method == "POST":
        form = PreferencesForm(request.POST, today=in_zone(at, zone).date())
        if form.is_valid():
            _choose(form, person=user.pk, zone=zone, at=at)
            messages.success(request, _("Your choices are kept."))
            return redirect("notifications:preferences")
    else:
        form = PreferencesForm(initial=_chosen(user.pk, zone=zone, at=at), today=in_zone(at, zone).date())
    return render(
        request,
        "notifications/preferences.html",
        {
            "form": form,
            "zone": phrases.city(zone),
            "unreached": why_unreached(user.email, at=at),
            **_coming_days(user.pk, zone=zone, at=at),
        },
        status=422 if form.is_bound else 200,
    )


def _coming_days(person: int, *, zone: str, at: datetime) -> dict[str, object]:
    """When mail may come in the next seven days, as things are kept now; days of the same hours are one line."""
    preference = preference_of(person)
    hours = hours_of(preference)
    today = in_zone(at, zone).date()
    paused = in_zone(hours.paused_until, zone).date() if hours.paused_until and hours.paused_until > at else today
    days = [today + timedelta(days=ahead) for ahead in range(7)]
    found = groupby(days, key=lambda day: _written(hours.on(day) if day >= paused else []))
    return {
        "days": [(_from_to(list(alike)), free) for free, alike in found],
        "has_rota": preference.rota_starts_on is not None,
    }


def _from_to(days: list[date]) -> str:
    """`Thu 26`, or `Thu 26 – Fri 27`."""
    return " – ".join(phrases.near_day(day) for day in dict.fromkeys((days[0], days[-1])))


def _written(free: list[Free]) -> str:
    """`15:00–20:00`; empty where no mail comes."""
    return ", ".join(
        _("all day") if each == ALL_DAY else f"{each.begins:%H:%M}–{each.until:%H:%M}".replace("–00:00", "–24:00")
        for each in free
    )


@require_POST
def write_again(request: HttpRequest) -> HttpResponse:
    """To one's own address, and to no other."""
    user = request.user
    assert not isinstance(user, AnonymousUser)
    with scope(person=user.pk):
        operations.write_again(user.email)
    messages.success(request, _("We write to %(address)s again.") % {"address": user.email})
    return redirect("notifications:preferences")


@require_http_methods(["GET", "HEAD", "POST"])
def rota(request: HttpRequest) -> HttpResponse:
    """Its length and first day by GET, then a row for each of its days."""
    user = request.user
    assert not isinstance(user, AnonymousUser)
    today = in_zone(now(), user.time_zone).date()
    kept, preference = rota_of(user.pk), preference_of(user.pk)
    if request.method == "POST" and "end" in request.POST:
        with scope(person=user.pk):
            operations.end_rota(person=user.pk)
        messages.success(request, _("Your weekdays hold again."))
        return redirect("notifications:preferences")
    asked = request.POST if request.method == "POST" else request.GET
    starts_on = preference.rota_starts_on
    has_rota = starts_on is not None
    length = RotaLengthForm(asked if "length" in asked or request.method == "POST" else None, today=today)
    if not length.is_bound and starts_on is None:
        length.initial = {"round": "turns", "length": 7, "starts_on": today}
        return _rota_page(request, length, None, has_rota=has_rota)
    if not length.is_bound:
        length.initial = {"length": len(kept), "starts_on": starts_on}
        form = RotaForm(length=len(kept), starts_on=starts_on or today, initial=RotaForm.initial_of(kept))
        return _rota_page(request, length, form, has_rota=has_rota)
    if not length.is_valid():
        return _rota_page(request, length, None, has_rota=has_rota, status=422)
    shape = {"length": length.cleaned_data["length"], "starts_on": length.cleaned_data["starts_on"]}
    if request.method != "POST":
        shown = length.shifts or RotaForm.initial_of(kept)
        return _rota_page(request, length, RotaForm(**shape, initial=shown), has_rota=has_rota)
    form = RotaForm(request.POST, **shape)
    if not form.is_valid():
        return _rota_page(request, length, form, has_rota=has_rota, status=422)
    with scope(person=user.pk):
        operations.keep_rota(form.rota, starts_on=shape["starts_on"], person=user.pk)
    messages.success(request, _("Your rota is kept."))
    return redirect("notifications:preferences")


def _rota_page(
    request: HttpRequest, length: RotaLengthForm, form: RotaForm | None, *, has_rota: bool, status: int = 200
) -> HttpResponse:
    context = {"length": length, "form": form, "rows": form.rows() if form else [], "has_rota": has_rota}
    return render(request, "notifications/rota.html", context, status=status)


def _choose(form: PreferencesForm, *, person: int, zone: str, at: datetime) -> None:
    until = form.cleaned_data["paused_until"]
    preference = Preference(
        person_id=person,
        quiet_from=form.cleaned_data["quiet_from"],
        quiet_until=form.cleaned_data["quiet_until"],
        days=sorted(form.cleaned_data["days"]),
        paused_until=until and datetime.combine(until, time(), ZoneInfo(zone)),
        digest_day=form.cleaned_data["digest_day"],
        digest_at=form.cleaned_data["digest_at"],
    )
    # Pages of one's own are entered for reading only.
    with scope(person=person):
        operations.choose(preference, stopped=form.stopped, at=at)


def _chosen(person: int, *, zone: str, at: datetime) -> dict[str, object]:
    preference, stopped = preference_of(person), stopped_kinds_of(person)
    paused = preference.paused_until is not None and preference.paused_until > at
    return {
        "wanted": [kind.name for kind in optional_kinds() if kind.name not in stopped],
        "quiet_from": preference.quiet_from,
        "quiet_until": preference.quiet_until,
        "days": preference.days,
        "digest_day": preference.digest_day,
        "digest_at": preference.digest_at,
        "paused_until": in_zone(preference.paused_until, zone).date() if paused and preference.paused_until else None,
    }


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop one kind of mail, from the mail: a page with a button; the POST of RFC 8058 is the same address.

    Its token is all the authority it needs, so that a mail program can post it. What it does is small
    and is undone on the same page.
    """
    meant = meant_by(token)
    if meant is None:
        raise Http404
    person, kind = meant
    with scope(person=person):
        if request.method == "POST":
            if "resume" in request.POST:
                operations.resume_kind(kind.name, person=person)
            else:
                operations.stop_kind(kind.name, person=person, at=now())
        is_stopped = kind.name in stopped_kinds_of(person)
    return render(
        request,
        "notifications/stop.html",
        {"label": kind.label, "is_stopped": is_stopped, "is_done": request.method == "POST"},
    )
