"""Who is here, and what each of them may do."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from alsweb.lib.htmx import answer
from alsweb.lib.time import now
from organisations import operations, policies, queries
from organisations.forms import RolesForm, role_names
from organisations.http import Request

A_PAGE = 25


def people(request: Request) -> HttpResponse:
    everybody = queries.people_of(request.membership)
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:120]
    found = everybody.filter(name__icontains=wanted) if wanted else everybody
    page = Paginator(found.select_related("person", "position"), A_PAGE).get_page(request.GET.get("page"))
    at = now()
    context = {
        "page": page,
        "people": [(person, role_names(person.roles)) for person in page],
        "count": everybody.count() if wanted else page.paginator.count,
        "wanted": wanted,
        "query": f"{urlencode({'q': wanted})}&" if wanted else "",
        "invitations": [
            (invitation, str(invitation.state(at)), role_names(invitation.roles))
            for invitation in queries.invitations_of(request.membership)[:A_PAGE]
        ],
        "may_change_roles": policies.may_change_roles(request.membership),
    }
    return answer(request, "organisations/people.html", context)


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
            to = "pages:home" if gave_up_own else "organisations:people"
            return redirect(to, organisation=request.organisation.slug)
    return render(
        request, "organisations/roles.html", {"form": form, "person": person}, status=422 if form.errors else 200
    )
