"""The middle between deciding and the set's next session, kept with each open action and derived anew when dates change."""

from django.db import connection


def settle_half_ways(learning_set: int) -> None:
    """Of all open actions of a set. Only their owners may change those, so PostgreSQL does it through a door."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_half_ways(%s)", [learning_set])
