"""Who may what in an organisation."""

from organisations.models import Membership


def may_see_people(membership: Membership) -> bool:
    return membership.is_owner or membership.is_hr


def may_invite_people(membership: Membership) -> bool:
    return membership.is_owner or membership.is_hr


def may_change_roles(membership: Membership) -> bool:
    return membership.is_owner


def may_change_settings(membership: Membership) -> bool:
    return membership.is_owner


def may_find_sets(membership: Membership) -> bool:
    """A guest is here for their set, and looks for others from where they work."""
    return not membership.is_guest


def may_see_participation(membership: Membership) -> bool:
    return membership.is_owner or membership.is_hr


def may_found_sets(membership: Membership) -> bool:
    return membership.is_facilitator or membership.is_owner or membership.is_hr
