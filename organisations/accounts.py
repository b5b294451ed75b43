"""What a person decides about their own account; it holds in all their organisations."""

from alsweb.lib.tenancy.scope import scope
from organisations.models import User


def change_own_zone(user: User, time_zone: str) -> None:
    """Show this person all dates in another zone. Written in the person's own scope, in no organisation."""
    with scope(person=user.pk):
        user.time_zone = time_zone
        user.save(update_fields=["time_zone"])
