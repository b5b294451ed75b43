"""Handing one mail to the mail server, and telling its four answers apart.

It goes in two steps, as SMTP has it: offering says from whom and to whom, and is simply repeated when the line breaks;
handing over is the mail itself, and when the line breaks then, it may have arrived all the same.
"""

import select
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from ssl import SSLSocket
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends import smtp
from django.core.mail.backends.base import BaseEmailBackend

from notifications import mime

HANDED_OVER_WITHIN = 15
"""Seconds for the server to take what is written to it; shorter than a lease."""
LOOKS_UP_EVERY = 5.0
ANSWERED_WITHIN = 120
"""Seconds. A server that has the mail may think about it for long (RFC 5321 §4.5.3.2.6); whoever hangs up sooner and sends
it again makes two of it."""


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


class _Conversation(smtplib.SMTP):
    """smtplib's own `sendmail` in two halves; it reports a line that broke before or after the mail alike."""

    def offer(self, sender: str, to: str, size: int) -> None:
        """Raise SMTPResponseException or SMTPRecipientsRefused where the server says no; then the line is free again."""
        self.ehlo_or_helo_if_needed()
        sized = f" SIZE={size}" if self.has_extn("size") else ""
        code, said = self.docmd("MAIL", f"FROM:{sender}{sized}")
        if code != 250:
            self._free()
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = self.docmd("RCPT", f"TO:{to}")
        if code not in (250, 251):
            self._free()
            raise smtplib.SMTPRecipientsRefused({to: (code, said)})
        code, said = self.docmd("DATA")
        if code != 354:
            self._free()
            raise smtplib.SMTPDataError(code, said)

    def hand_over(self, mail: bytes, while_waiting: Callable[[], object]) -> tuple[int, bytes]:
        """`mail` is written as it is (`mime.as_data`)."""
        assert self.sock
        before = self.sock.gettimeout()
        self.sock.settimeout(HANDED_OVER_WITHIN)
        self.sock.sendall(mail)
        self.sock.settimeout(before)
        return self._answer(while_waiting)

    def _answer(self, while_waiting: Callable[[], object]) -> tuple[int, bytes]:
        said, began, looked_up = b"", monotonic(), monotonic()
        while not _is_whole(said):
            if monotonic() - looked_up >= LOOKS_UP_EVERY:
                looked_up = monotonic()
                while_waiting()
            if monotonic() - began > ANSWERED_WITHIN:
                raise TimeoutError(f"no answer in {ANSWERED_WITHIN} seconds")
            if self._says_something(LOOKS_UP_EVERY):
                assert self.sock
                more = self.sock.recv(4096)
                if not more:
                    raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
                said += more
        return int(said[:3]), said[4:].strip()

    def _says_something(self, within: float) -> bool:
        if isinstance(self.sock, SSLSocket) and self.sock.pending():
            return True
        ready = select.poll()
        ready.register(self.sock, select.POLLIN)  # type: ignore[arg-type]
        return bool(ready.poll(within * 1000))

    def _free(self) -> None:
        """Ready for the next mail; a line that breaks here breaks again there, and is opened anew."""
        try:
            self.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def _is_whole(said: bytes) -> bool:
    """Ends with a line that has no hyphen after its code (RFC 5321 §4.2.1)."""
    if not said.endswith(b"\n"):
        return False
    return said.rstrip(b"\r\n").rpartition(b"\n")[2][3:4] != b"-"


class _Plain(_Conversation):
    pass


class _Tls(_Conversation, smtplib.SMTP_SSL):
    pass


class _SmtpBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Tls if self.use_ssl else _Plain


class Line:
    """One connection to the mail server for many mails; opened when first needed, and again when it broke."""

    def __init__(self) -> None:
        self._offered: bytes | EmailMessage = b""

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

    def offer(self, mail: EmailMessage) -> Delivery | None:
        """Nothing where the server waits for the mail; until it is handed over, nobody has it."""
        if not isinstance(self.backend, _SmtpBackend):
            self._offered = mail
            return None
        content = mime.bytes_of(mail)
        self._offered = mime.as_data(content)
        try:
            self._on_an_open_line(mime.as_path(mail.from_email), mime.as_path(mail.to[0]), len(content))
        except smtplib.SMTPRecipientsRefused as refused:
            code, text = next(iter(refused.recipients.values()))
            return self._answered(code, text, address=True)
        except smtplib.SMTPResponseException as refused:
            return self._answered(refused.smtp_code, refused.smtp_error)
        except (OSError, smtplib.SMTPException) as broke:
            self._drop()
            return Delivery(Answer.LATER, _said(broke))
        return None

    def hand_over(self, while_waiting: Callable[[], object] = lambda: None) -> Delivery:
        """What was offered; `while_waiting` is called every few seconds for as long as the server thinks about it."""
        offered, self._offered = self._offered, b""
        if isinstance(offered, EmailMessage):
            return self._send(offered)
        try:
            code, text = self._conversation.hand_over(offered, while_waiting)
        except (OSError, ValueError, smtplib.SMTPException) as broke:
            self._drop()
            return Delivery(Answer.UNKNOWN, f"The line broke with the mail in hand: {broke}"[:200])
        return Delivery(Answer.TAKEN) if code == 250 else self._answered(code, text)

    def take_back(self) -> None:
        """Do not hand over what was offered: the server waits for a mail, so the line is of no more use."""
        self._offered = b""
        self._drop()

    def close(self) -> None:
        try:
            self.backend.close()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _on_an_open_line(self, sender: str, to: str, size: int) -> None:
        """Servers hang up on whoever is silent for long; then a second line is tried at once."""
        try:
            self.backend.open()
            self._conversation.offer(sender, to, size)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            self._drop()
            self.backend.open()
            self._conversation.offer(sender, to, size)

    @property
    def _conversation(self) -> Any:
        conversation = getattr(self.backend, "connection", None)
        if conversation is None:
            raise smtplib.SMTPServerDisconnected("There is no connection")
        return conversation

    def _send(self, mail: EmailMessage) -> Delivery:
        if settings.EMAIL_BACKEND.startswith("anymail."):
            from notifications.provider import send  # a site without a provider does without its library

            return send(self.backend, mail)
        try:
            self.backend.send_messages([mail])
        except (OSError, smtplib.SMTPException) as broke:
            return Delivery(Answer.LATER, _said(broke))
        return Delivery(Answer.TAKEN)

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
