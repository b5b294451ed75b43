"""Founding, inviting, bringing people in, roles, leaving: the verbs of an organisation."""

from organisations.operations.costs import remove_costs, set_costs
from organisations.operations.founding import found_organisation
from organisations.operations.importing import apply_import, confirm_import, propose_import
from organisations.operations.inviting import (
    INVITATION_LASTS,
    accept_invitation,
    invite,
    resend_invitation,
    revoke_invitation,
)
from organisations.operations.leaving import bring_back, end_membership
from organisations.operations.people import change_roles, describe_person, place
from organisations.operations.refusal import Refused
from organisations.operations.settings import change_settings

__all__ = [
    "INVITATION_LASTS",
    "Refused",
    "accept_invitation",
    "apply_import",
    "bring_back",
    "change_roles",
    "change_settings",
    "confirm_import",
    "describe_person",
    "end_membership",
    "found_organisation",
    "invite",
    "place",
    "propose_import",
    "remove_costs",
    "resend_invitation",
    "revoke_invitation",
    "set_costs",
]
