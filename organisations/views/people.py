"""Who is here and who was, what each may do, where they work, and their leaving."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.htmx import answer
from alsweb.lib.time import in_zone, now
from notifications.queries import unreached
from organisations import operations, policies, queries, writing
from organisations.forms import PersonForm, RolesForm, role_names
from organisations.http import Request
from organisations.models import Membership
from organisations.people_file import LABELS, rung_label

A_PAGE = 25
MOST_SUGGESTED = 500
"""Names offered while a manager is typed; everybody else is found by address."""


def people(request: Request) -> HttpResponse:
    former = request.GET.get("who") == "former"
    everybody = queries.former_people_of(request.membership) if former else queries.people_of(request.membership)
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:120]
    found = queries.matching(everybody, wanted) if wanted else everybody
    page = Paginator(found.select_related("person", "position"), A_PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in (("who", "former" if former else ""), ("q", wanted)) if value}
    context = {
        "page": page,
        "people": [(person, role_names(person.roles)) for person in page],
        "unreached": unreached([person.person.email for person in page], at=now()),
        "placed": any(_works_somewhere(person) for person in page),
        "count": everybody.count() if wanted else page.paginator.count,
        "former": former,
        "wanted": wanted,
        "query": f"{urlencode(kept)}&" if kept else "",
        "zone": request.user.time_zone,
    }
    return answer(request, "organisations/people.html", context)


def _works_somewhere(person: Membership) -> bool:
    position = getattr(person, "position", None)
    return position is not None and bool(position.department or position.site)


def roles(request: Request, pk: int) -> HttpResponse:
    person = queries.person_for(request.membership, pk, may=policies.may_change_roles)
    form = RolesForm(request.POST if request.method == "POST" else None, membership=person)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_roles(person, form.cleaned_data["roles"], by=request.membership, at=now())
        except operations.Refused as refused:
            form.add_error("roles", str(refused))
        else:
            messages.success(
                request,
                _("Roles of %(name)s: %(roles)s. They hold from the next click.")
                % {"name": person.name, "roles": role_names(person.roles)},
            )
            gave_up_own = person.pk == request.membership.pk and not policies.may_see_people(person)
            if gave_up_own:
                return redirect("pages:home", organisation=request.organisation.slug)
            return redirect("pages:person", organisation=request.organisation.slug, pk=person.pk)
    return render(
        request, "organisations/roles.html", {"form": form, "person": person}, status=422 if form.errors else 200
    )


def position(request: Request, pk: int) -> HttpResponse:
    person = queries.person_for(request.membership, pk, may=policies.may_keep_people)
    everybody = queries.people_of(request.membership).select_related("person", "position")
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        person=person,
        position=queries.position_of(person),
        people=everybody,
    )
    if request.method == "POST" and form.is_valid():
        try:
            operations.describe_person(person, **form.cleaned_data, by=request.membership, at=now())
        except operations.Refused as refused:
            form.add_error("manager", str(refused))
        else:
            messages.success(request, _("Saved for %(name)s.") % {"name": person.name})
            return redirect("pages:person", organisation=request.organisation.slug, pk=person.pk)
    suggested = list(everybody[:MOST_SUGGESTED])
    places = [each.position for each in suggested if _works_somewhere(each)]
    context = {
        "form": form,
        "person": person,
        "departments": sorted({each.department for each in places if each.department}),
        "sites": sorted({each.site for each in places if each.site}),
        "managers": [each for each in suggested if each.pk != person.pk],
    }
    return render(request, "organisations/position.html", context, status=422 if form.errors else 200)


def end(request: Request, pk: int) -> HttpResponse:
    """Say what leaving means, and end somebody's time here."""
    person = queries.anybody_for(request.membership, pk)
    queries.allow(request.membership, lambda membership: policies.may_end(membership, person))
    if person.ended_at:
        return _after_leaving(request, person, ended=False)
    sentence = ""
    if request.method == "POST":
        try:
            ended = operations.end_membership(person, by=request.membership, at=now())
        except operations.Refused as refused:
            sentence = str(refused)
        else:
            return _after_leaving(request, person, ended=ended)
    context = {"person": person, "sentence": sentence, "oneself": person.pk == request.membership.pk}
    return render(request, "organisations/end.html", context, status=422 if sentence else 200)


def _after_leaving(request: Request, person: Membership, *, ended: bool) -> HttpResponse:
    if person.pk == request.membership.pk:
        return redirect("me")
    if ended:
        messages.success(request, _("%(name)s has left. Their places in sets ended with it.") % {"name": person.name})
    else:
        messages.error(request, _("%(name)s had left already, so nothing was changed.") % {"name": person.name})
    return redirect("pages:person", organisation=request.organisation.slug, pk=person.pk)


@require_POST
def bring_back(request: Request, pk: int) -> HttpResponse:
    queries.allow(request.membership, policies.may_keep_people)
    former = queries.anybody_for(request.membership, pk)
    here = operations.bring_back(former, by=request.membership, at=now())
    messages.success(
        request, _("%(name)s is here again: %(roles)s.") % {"name": here.name, "roles": role_names(here.roles).lower()}
    )
    return redirect("pages:person", organisation=request.organisation.slug, pk=here.pk)


@require_safe
def export(request: Request, form: str) -> HttpResponse:
    """Everybody who is here as a file that can be brought in again."""
    everybody = queries.everybody_of(request.membership)
    today = in_zone(now(), request.organisation.time_zone)
    heading = [*LABELS.values(), _("Roles"), _("Here since")]
    rows = [[str(each) for each in heading], *(_line(person, request.organisation.time_zone) for person in everybody)]
    return writing.download(rows, name=f"{request.organisation.slug}-people-{today:%Y-%m-%d}", form=form)


def _line(person: Membership, zone: str) -> list[str]:
    work = getattr(person, "position", None)
    manager = work.manager if work and work.manager and work.manager.ended_at is None else None
    return [
        person.name,
        person.person.email,
        work.department if work else "",
        work.site if work else "",
        rung_label(work.seniority) if work else "",
        manager.person.email if manager else "",
        role_names(person.roles),
        f"{in_zone(person.started_at, zone):%Y-%m-%d}",
    ]
