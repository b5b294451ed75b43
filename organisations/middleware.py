from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from alsweb.lib.composed import composed
from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope, step_inside
from organisations.models import Membership


class ScopeMiddleware:
    """Enter the scope that the address asks for; render inside it; undo all when the answer is a fault.

    `/o/<organisation>/…` is the organisation's, for whoever is a current member of it: to anybody
    else it does not exist. `/` and `/me/…` are the person's own. Elsewhere there is no scope.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.membership = request.organisation = None  # type: ignore[attr-defined]
        request.memberships = []  # type: ignore[attr-defined]
        head, _, rest = request.path_info.lstrip("/").partition("/")
        if head not in ("", "me", "o") or not request.user.is_authenticated:
            return self.get_response(request)
        with scope(person=request.user.pk, role=Role.ME):
            memberships = _memberships_of(request.user.pk)
            request.memberships = memberships  # type: ignore[attr-defined]
            if head == "o":
                self._step_inside(request, rest.partition("/")[0], memberships)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def _step_inside(self, request: HttpRequest, slug: str, memberships: list[Membership]) -> None:
        """Where the person has no membership the scope stays their own, and the view is never called."""
        entered = next((each for each in memberships if each.organisation.slug == slug), None)
        if entered is not None:
            request.membership, request.organisation = entered, entered.organisation  # type: ignore[attr-defined]
            step_inside(entered.organisation_id)

    def process_view(self, request: HttpRequest, view: Any, args: Any, options: dict[str, Any]) -> None:
        """Views inside an organisation are never called from outside it."""
        if options.pop("organisation", None) is not None and request.membership is None:  # type: ignore[attr-defined]
            raise Http404


@composed
def _memberships_of(person: int) -> QuerySet[Membership]:
    return Membership.objects.current().filter(person=person).select_related("organisation").order_by("name", "pk")
