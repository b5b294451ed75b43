"""How people are told what their organisation keeps of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from alsweb.lib.own_rows import OwnRows
from alsweb.lib.own_rows import register as register_rows
from organisations.forms import role_names
from organisations.models import Membership, Position, Seniority


def _membership(needs: Mapping[str, Any]) -> str:
    return _("In %(organisation)s as “%(name)s”: %(roles)s") % {**needs, "roles": role_names(needs["roles"])}


def _position(needs: Mapping[str, Any]) -> str:
    parts = [needs["department"], needs["site"]]
    if needs["seniority"]:
        parts.append(str(Seniority(needs["seniority"]).label))
    if needs["manager"]:
        parts.append(_("reports to %(manager)s") % needs)
    said = ", ".join(filter(None, parts))
    return _("Works: %(said)s") % {"said": said} if said else _("No place of work is noted")


def register() -> None:
    register_rows(
        OwnRows(
            Membership,
            when="started_at",
            told=_membership,
            needs={"organisation": "organisation__name", "name": "name", "roles": "roles"},
            of_set="",
        ),
        OwnRows(
            Position,
            when="membership__started_at",
            told=_position,
            needs={
                "department": "department",
                "site": "site",
                "seniority": "seniority",
                "manager": "manager__name",
            },
            of_set="",
            names_others=("manager",),
        ),
    )
