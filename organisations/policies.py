"""Who may what in an organisation."""

from collections.abc import Collection

from organisations.models import Membership, OrganisationRole

_SETS_ONLY = (OrganisationRole.FACILITATOR, OrganisationRole.MEMBER)


def may_see_people(membership: Membership) -> bool:
    return membership.is_owner or membership.is_hr


def may_keep_people(membership: Membership) -> bool:
    """Bring people in by a file, write down where they work, take the list out again."""
    return membership.is_owner or membership.is_hr


def may_end(membership: Membership, person: Membership) -> bool:
    """An owner leaves, or is let go, by an owner's hand alone."""
    return membership.is_owner or (membership.is_hr and not person.is_owner)


def may_invite_people(membership: Membership) -> bool:
    return membership.is_owner or membership.is_hr


def may_change_roles(membership: Membership) -> bool:
    return membership.is_owner


def roles_to_give(membership: Membership) -> Collection[OrganisationRole]:
    """With an invitation. An owner gives any, HR lets people facilitate and take part."""
    return (OrganisationRole.OWNER, OrganisationRole.HR, *_SETS_ONLY) if membership.is_owner else _SETS_ONLY


def may_change_settings(membership: Membership) -> bool:
    return membership.is_owner


def may_find_sets(membership: Membership) -> bool:
    """A guest is here for their set, and looks for others from where they work."""
    return not membership.is_guest


def may_see_participation(membership: Membership) -> bool:
    return membership.is_owner or membership.is_hr


def may_found_sets(membership: Membership) -> bool:
    return membership.is_facilitator or membership.is_owner or membership.is_hr
