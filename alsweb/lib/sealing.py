"""Sealing words: AES-256-GCM with a data key per set, kept wrapped by the master key WORDS_KEY.

A sealed text is bound to its table, column, set and row, so that ciphertext moved elsewhere does not
open. Format: one version byte, a 12-byte nonce (NIST SP 800-38D §8.2.2, random), ciphertext with tag.
"""

import base64
import secrets
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

from alsweb.lib.tenancy.scope import current_scope

_VERSION = b"\x01"
_NONCE = 12


class CannotOpen(Exception):
    """The text was sealed for another place, by another key, or its set's key has been destroyed."""


def seal(key: bytes, text: bytes, *, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, text, bound_to.encode())


def unseal(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Raise CannotOpen where key, place or text is not the one that was sealed."""
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], bound_to.encode())
    except InvalidTag as wrong:
        raise CannotOpen(bound_to) from wrong


def new_wrapped_key(learning_set: int) -> bytes:
    """A fresh data key for a set, wrapped by the master key."""
    return seal(_master_key(), AESGCM.generate_key(256), bound_to=f"key:{learning_set}")


def unwrap_key(learning_set: int, wrapped: bytes) -> bytes:
    return unseal(_master_key(), wrapped, bound_to=f"key:{learning_set}")


def seal_with_master_key(text: bytes, *, bound_to: str) -> bytes:
    """For what belongs to no set, such as a mail with a sign-in code that waits to be sent."""
    return seal(_master_key(), text, bound_to=bound_to)


def unseal_with_master_key(sealed: bytes, *, bound_to: str) -> bytes:
    return unseal(_master_key(), sealed, bound_to=bound_to)


def _master_key() -> bytes:
    return base64.b64decode(settings.WORDS_KEY)


_key_source: list[Callable[[int], dict[int, bytes]]] = []


def find_keys_with(source: Callable[[int], dict[int, bytes]]) -> None:
    """Register the one function that reads wrapped keys: the asked set's, and others worth having."""
    _key_source[:] = [source]


def key_for(learning_set: int) -> bytes:
    """The set's data key as the current scope may read it; opened once a scope."""
    keys = current_scope().keys
    if learning_set not in keys:
        keys.update({each: unwrap_key(each, wrapped) for each, wrapped in _key_source[0](learning_set).items()})
    try:
        return keys[learning_set]
    except KeyError:
        raise CannotOpen(f"key:{learning_set}") from None


class _Sealed(bytes):
    """Ciphertext as it came from the table, not opened yet."""


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that only ever reaches the database sealed, and opens when it is first read.

    Its model has `learning_set_id` and a primary key that is known before saving.
    """

    description = "Sealed text"

    def __init__(self, *args: Any, max_length: int = 4000, **options: Any) -> None:
        """`max_length` is in characters of the clear text; forms read it."""
        super().__init__(*args, **{"default": b"", "editable": True, **options})
        self.text_length = max_length

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "max_length": self.text_length}

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Opening(self))

    def from_db_value(self, value: Any, *_: Any) -> _Sealed | None:
        return None if value is None else _Sealed(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes:
        text: str = getattr(model_instance, self.name)
        return self.seal(model_instance, text.encode())

    def seal(self, row: models.Model, text: bytes) -> bytes:
        return seal(key_for(_set_of(row)), text, bound_to=self.place(row))

    def unseal(self, row: models.Model, sealed: bytes) -> bytes:
        return unseal(key_for(_set_of(row)), sealed, bound_to=self.place(row))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            raise TypeError(
                f"{self.name} is sealed when its row is saved; it cannot be written or searched by a query."
            )
        return super().get_db_prep_value(value, connection, prepared)

    def place(self, row: models.Model) -> str:
        return f"{row._meta.db_table}:{self.column}:{_set_of(row)}:{row.pk}"


class MasterSealedTextField(SealedTextField):
    """For words to a set from somebody outside it, who cannot have its key. Erased by removing their row."""

    def seal(self, row: models.Model, text: bytes) -> bytes:
        return seal_with_master_key(text, bound_to=self.place(row))

    def unseal(self, row: models.Model, sealed: bytes) -> bytes:
        return unseal_with_master_key(sealed, bound_to=self.place(row))


class _Opening:
    """Reads a sealed field as clear text; opened once for each row."""

    def __init__(self, field: SealedTextField) -> None:
        self.field = field

    def __get__(self, row: models.Model | None, owner: type[models.Model]) -> Any:
        if row is None:
            return self
        name = self.field.name
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, _Sealed):
            # Nothing at all is what a column holds that came after its row.
            value = self.field.unseal(row, value).decode() if value else ""
            row.__dict__[name] = value
        return value

    def __set__(self, row: models.Model, value: str | bytes) -> None:
        row.__dict__[self.field.name] = value or ""


def _set_of(row: models.Model) -> int:
    learning_set: int = row.learning_set_id  # type: ignore[attr-defined]
    return learning_set
