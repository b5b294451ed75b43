"""Link tokens: signed, dated, and carrying the scope to enter, so that nothing is readable before."""

from datetime import timedelta
from typing import Any

from django.core import signing


class BadToken(Exception):
    """Not ours, altered, or too old: to its bearer these are all the same."""


def sign(purpose: str, **claims: Any) -> str:
    return signing.dumps(claims, salt=f"alsweb.{purpose}", compress=True)


def read(purpose: str, token: str, *, max_age: timedelta | None = None) -> dict[str, Any]:
    """The claims of a token made for `purpose`. Raise BadToken otherwise."""
    try:
        claims: dict[str, Any] = signing.loads(token, salt=f"alsweb.{purpose}", max_age=max_age)
    except signing.BadSignature as bad:
        raise BadToken(purpose) from bad
    return claims
