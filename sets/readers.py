"""Who reads what is said in a set, as it is promised beside the words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sets.models import SetMembership


def readers_of(circle: Iterable[SetMembership]) -> str:
    """True of this very circle: whoever works for HR or owns the organisation reads along where they sit in it."""
    if any(each.membership.is_hr or each.membership.is_owner for each in circle):
        return _("Read by everybody in your set, and by nobody outside it.")
    return _("Read by your set. Not by HR, and by no manager who is not in it.")
