from sets.models import SetKey


def wrapped_keys(learning_set: int) -> dict[int, bytes]:
    """The wrapped keys that this scope may read: a person's sets are few, so one query serves a page."""
    return {key.learning_set_id: bytes(key.wrapped) for key in SetKey.objects.all()}
