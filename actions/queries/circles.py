"""Whose words somebody reads, said once more beside PostgreSQL's policies."""

from django.db.models import Exists, OuterRef, Q

from sets.models import Circle, SetMembership, SetRole


def is_read_by(person: int) -> Q:
    """Words of a set that this reader is in, in whose circle they are."""
    leading = SetMembership.objects.current().filter(
        learning_set=OuterRef("learning_set"), person=person, role=SetRole.FACILITATOR
    )
    return (
        Q(author=person)
        | Q(circle=Circle.SET)
        | Q(circle=Circle.PRESENTER, addressee_id=person)
        | Q(Exists(leading), circle=Circle.FACILITATOR)
    )
