"""Handing one mail to the mail server, and telling its four answers apart.

smtplib reports a line that broke before the mail was handed over and one that broke after alike;
for the outbox they are opposites: the first is simply sent again, the second may be a second copy.
"""

import smtplib
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend


class Answer(StrEnum):
    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"
    """The server had the mail in hand when the line broke."""
    AWAY = "away"
    """No line to the server at all: no fault of this mail."""


@dataclass(frozen=True)
class Delivery:
    answer: Answer
    reason: str = ""
    address_refused: bool = False


class _BrokeWithMailInHand(Exception):
    pass


class _WatchedData(smtplib.SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        self.putcmd("data")
        code, reply = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, reply)
        body = smtplib._quote_periods(msg)  # type: ignore[attr-defined]
        try:
            # In one go: the last dot alone would wait 40 ms for the acknowledgement of what came before it.
            self.send(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            return self.getreply()
        except (OSError, smtplib.SMTPServerDisconnected) as broke:
            raise _BrokeWithMailInHand(str(broke)) from broke


class _Plain(_WatchedData):
    pass


class _Tls(_WatchedData, smtplib.SMTP_SSL):
    pass


class _SmtpBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Tls if self.use_ssl else _Plain


class Line:
    """One connection to the mail server for a batch of mails; opened when first needed, and again when it broke."""

    @cached_property
    def backend(self) -> BaseEmailBackend:
        backend = get_connection()
        return _SmtpBackend() if type(backend) is smtp.EmailBackend else backend

    def open(self) -> Delivery | None:
        """Nothing, or what is wrong with the server."""
        try:
            self.backend.open()
        except (OSError, smtplib.SMTPException) as wrong:
            self._drop()
            return Delivery(Answer.AWAY, _said(wrong))
        return None

    def send(self, mail: EmailMessage) -> Delivery:
        try:
            self.backend.send_messages([mail])
        except _BrokeWithMailInHand as broke:
            self._drop()
            return Delivery(Answer.UNKNOWN, f"The line broke with the mail in hand: {broke}"[:200])
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            return self._answered(code, text, address=True)
        except smtplib.SMTPResponseException as refused:
            return self._answered(refused.smtp_code, refused.smtp_error)
        except (OSError, smtplib.SMTPException) as broke:
            self._drop()
            return Delivery(Answer.LATER, _said(broke))
        return Delivery(Answer.TAKEN)

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _answered(self, code: int, text: bytes | str, *, address: bool = False) -> Delivery:
        if code == 421:  # the server is about to hang up (RFC 5321 §3.8)
            self._drop()
        said = text.decode(errors="replace") if isinstance(text, bytes) else text
        permanent = 500 <= code < 600
        return Delivery(
            Answer.NEVER if permanent else Answer.LATER, f"{code} {said}"[:200], address_refused=permanent and address
        )

    def _drop(self) -> None:
        connection = getattr(self.backend, "connection", None)
        if connection is not None:
            connection.close()
            self.backend.connection = None  # type: ignore[attr-defined]


def _said(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:200]
