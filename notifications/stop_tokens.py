"""Tokens in unsubscribe addresses: a person and a kind, signed, and short.

The address stands in a header (RFC 8058), where a line over 78 characters is folded and some readers
then lose it. So the kind is not written out: only its signature fits.
"""

import base64
from collections.abc import Iterable

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from notifications.kinds import Kind, optional_kinds

_BYTES = 12


def stop_token(*, person: int, kind: str) -> str:
    return f"{int_to_base36(person)}-{_signature(person, kind, settings.SECRET_KEY)}"


def meant_by(token: str) -> tuple[int, Kind] | None:
    """The person and the kind, where the token is ours and the kind still there. It does not expire: mail does not."""
    number, _, signature = token.partition("-")
    try:
        person = base36_to_int(number)
    except ValueError:
        return None
    for kind in optional_kinds():
        if any(constant_time_compare(signature, _signature(person, kind.name, secret)) for secret in _secrets()):
            return person, kind
    return None


def _secrets() -> Iterable[str]:
    return (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))


def _signature(person: int, kind: str, secret: str) -> str:
    digest = salted_hmac("notifications.stop", f"{person}:{kind}", secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:_BYTES]).decode()
