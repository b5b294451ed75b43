"""Finding a set, and asking to join it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.time import now
from organisations.http import Request
from organisations.policies import may_find_sets, may_found_sets
from organisations.queries import allow
from sets import operations, queries
from sets.forms.listing import FindForm
from sets.forms.requests import AskForm

A_PAGE = 25


@require_safe
def find(request: Request) -> HttpResponse:
    """The directory, and what I have asked for."""
    allow(request.membership, may_find_sets)
    form = FindForm(request.GET)
    entries = queries.entries_for(request.membership, **form.wanted())
    asked = queries.own_requests(request.membership, at=now())
    known = queries.entries_of_sets(request.membership, [each.learning_set_id for each in asked])
    searched = request.GET.copy()
    searched.pop("page", None)
    context = {
        "form": form,
        "page": Paginator(entries, A_PAGE).get_page(request.GET.get("page")),  # type: ignore[arg-type]  # read by slices only
        "is_searched": any(searched.values()),
        "query": f"{searched.urlencode()}&" if searched else "",
        "asked": [(each, known.get(each.learning_set_id)) for each in asked],
        "waiting": {each.learning_set_id for each in asked if each.state == "waiting"},
        "leads_sets": may_found_sets(request.membership),
    }
    return render(request, "sets/find.html", context)


def entry(request: Request, token: UUID) -> HttpResponse:
    """One set of the directory, and asking to join it."""
    allow(request.membership, may_find_sets)
    found = queries.entry_for(request.membership, token)
    asked = queries.own_waiting_request(request.membership, found.learning_set_id)
    form = AskForm(request.POST if request.method == "POST" else None, elsewhere=bool(found.host))
    if request.method == "POST" and not found.is_mine and form.is_valid():
        operations.ask_to_join(found, **form.cleaned_data, by=request.membership, at=now())
        messages.success(
            request,
            _("You asked to join %(name)s. Whoever answers is told, and you hear by mail.") % {"name": found.name},
        )
        return redirect("sets:find", request.organisation.slug)
    context = {"entry": found, "asked": asked, "form": form}
    return render(request, "sets/entry.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    asked = queries.own_request_for(request.membership, pk)
    if operations.withdraw_request(asked, at=now()):
        messages.success(request, _("You no longer ask to join. What you wrote is deleted."))
    else:
        messages.warning(request, _("Your request was answered meanwhile, so there was nothing to take back."))
    return redirect("sets:find", request.organisation.slug)


@login_not_required
@require_safe
def open_set(request: Request, token: UUID) -> HttpResponse:
    """What a set published to everybody, and from where its reader may ask to join."""
    found = queries.public_entry(token)
    places = queries.organisations_to_ask_from(request.user.pk, token) if request.user.is_authenticated else []
    response = render(request, "sets/open.html", {"entry": found, "organisations": places})
    response["X-Robots-Tag"] = "noindex"
    return response
