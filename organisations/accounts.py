"""What a person decides about their own account; it holds in all their organisations."""

from alsweb.lib.tenancy.scope import scope
from organisations.models import User


def change_own_zone(user: User, time_zone: str, *, country: str | None = None) -> None:
    """Show this person all dates in another zone; an empty country is that of the zone, and None leaves it as it is.

    Written in the person's own scope, in no organisation.
    """
    with scope(person=user.pk):
        user.time_zone = time_zone
        user.country = user.country if country is None else country
        user.save(update_fields=["time_zone", "country"])
