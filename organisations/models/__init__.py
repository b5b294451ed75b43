from organisations.models.cost import CostRate, Currency, FeePer
from organisations.models.event import Event
from organisations.models.invitation import Invitation
from organisations.models.membership import Membership, OrganisationRole
from organisations.models.organisation import Organisation
from organisations.models.people_import import PeopleImport
from organisations.models.position import Position, Seniority
from organisations.models.tenant import TenantModel
from organisations.models.user import User

__all__ = [
    "CostRate",
    "Currency",
    "Event",
    "FeePer",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationRole",
    "PeopleImport",
    "Position",
    "Seniority",
    "TenantModel",
    "User",
]
