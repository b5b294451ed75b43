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


def sign_for_ever(purpose: str, **claims: Any) -> str:
    """The same text each time: for an address that is shown again, or stands in two copies of one mail."""
    return _undated(purpose).sign_object(claims)


def read_for_ever(purpose: str, token: str) -> dict[str, Any]:
    """The claims of a token by `sign_for_ever`. Raise BadToken otherwise."""
    try:
        claims: dict[str, Any] = _undated(purpose).unsign_object(token)
    except (signing.BadSignature, ValueError) as bad:
        raise BadToken(purpose) from bad
    return claims


def _undated(purpose: str) -> signing.Signer:
    return signing.Signer(salt=f"alsweb.{purpose}.undated", sep=".")  # calendars dislike a colon in a path
