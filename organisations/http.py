"""The request as views inside an organisation get it."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from organisations.models import Membership, Organisation, User

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    user: User
    membership: Membership
    memberships: list[Membership]
    organisation: Organisation
    htmx: "HtmxDetails"
