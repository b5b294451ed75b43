"""What I belong to: organisations, with what waits for me there."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, Count
from django.db.models.functions import Coalesce

from actions.models import Action
from organisations.forms import role_names
from organisations.http import Request
from organisations.models import Membership, Organisation
from sets.models import JoinRequest


@dataclass(frozen=True)
class OwnOrganisation:
    membership: Membership
    roles: str
    waiting: int
    """How many actions of mine are open there."""


def own_organisations(request: Request) -> list[OwnOrganisation]:
    waiting = _open_actions(request)
    return [
        OwnOrganisation(each, role_names(each.roles), waiting.get(each.organisation_id, 0))
        for each in request.memberships
    ]


def asked_from(request: Request) -> list[tuple[Organisation, int]]:
    """How many requests of mine to join a set wait for an answer, by the organisation from which I asked."""
    home = Coalesce("home_organisation_id", "organisation_id", output_field=BigIntegerField())
    mine = JoinRequest.objects.waiting().filter(person=request.user.pk)
    counted = dict(mine.annotate(asked_from=home).values_list("asked_from").annotate(n=Count("pk")).order_by())
    return [
        (each.organisation, counted[each.organisation_id])
        for each in request.memberships
        if each.organisation_id in counted
    ]


def _open_actions(request: Request) -> dict[int, int]:
    """How many actions of mine are open, by organisation."""
    counted = Action.objects.open().filter(person=request.user.pk).values("organisation").annotate(n=Count("pk"))
    return dict(counted.order_by().values_list("organisation", "n"))
