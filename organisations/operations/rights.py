"""Rights as they stand now: a role may have been taken after the page was judged."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from organisations.models import Membership


def hold_right(by: Membership, may: Callable[[Membership], bool]) -> None:
    """Judge once more, and let nobody take the right until the transaction ends.

    Raise PermissionDenied where it has gone.
    """
    judged = Membership.objects.current().select_for_update(no_key=True).filter(pk=by.pk).first()
    if judged is None or not may(judged):
        raise PermissionDenied
