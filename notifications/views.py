from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from alsweb.lib import phrases
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone, now
from notifications import operations
from notifications.forms import PreferencesForm
from notifications.kinds import optional_kinds
from notifications.models import Preference
from notifications.queries import preference_of, stopped_kinds_of
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
        {"form": form, "zone": phrases.city(zone)},
        status=422 if form.is_bound else 200,
    )


def _choose(form: PreferencesForm, *, person: int, zone: str, at: datetime) -> None:
    until = form.cleaned_data["paused_until"]
    preference = Preference(
        person_id=person,
        quiet_from=form.cleaned_data["quiet_from"],
        quiet_until=form.cleaned_data["quiet_until"],
        days=sorted(form.cleaned_data["days"]),
        paused_until=until and datetime.combine(until, time(), ZoneInfo(zone)),
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
