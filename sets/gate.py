"""No content before agreement: whoever has yet to agree is led to the ground rules, and back again."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sets.policies import Seat


def agree_first(seat: Seat, *, then: str) -> HttpResponseRedirect:
    """To the ground rules; after “I agree” on to `then`."""
    rules = reverse("sets:ground_rules", args=[seat.membership.organisation.slug, seat.learning_set.slug])
    return HttpResponseRedirect(f"{rules}?{urlencode({'next': then})}")


def way_back(request: HttpRequest) -> str:
    """Where the reader was led from, if that is a page of this site; else nothing."""
    to = request.POST.get("next") or request.GET.get("next", "")
    here = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if here else ""
