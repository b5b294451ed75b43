"""A mail server of the tests' own. What it answers is decided by the local part of the address."""

import asyncio
import time
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """`later…@` is answered by 451, `never…@` by 550, `drop…@` loses the line after DATA, once a recipient; about
    `slow…@` it thinks for as long as it is told to; others are taken."""

    def __init__(self, *, seconds_each: float = 0) -> None:
        self.taken: list[Message] = []
        self.lines = 0
        self.seconds_each = seconds_each
        self.always_drops = False
        self.thinks_for: float = 0
        self._dropped: set[str] = set()
        self.controller = Controller(self, hostname="127.0.0.1", port=0)

    def __enter__(self) -> "MailServer":
        # Port 0 lets the system choose, and aiosmtpd then asks port 0 whether it is ready.
        asks = self.controller._trigger_server

        def ask() -> None:
            self.controller.port = self.port
            asks()  # type: ignore[no-untyped-call]

        self.controller._trigger_server = ask  # type: ignore[method-assign]
        self.controller.start()
        self.lines = 0
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Be away from now on; harmless when repeated."""
        if self.controller.server is not None:
            self.controller.stop()

    @property
    def port(self) -> int:
        server: Any = self.controller.server
        return int(server.sockets[0].getsockname()[1])

    @property
    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.taken]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("later"):
            return "451 4.3.0 Try again later"
        if address.startswith("never"):
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.seconds_each:
            time.sleep(self.seconds_each)
        assert isinstance(envelope.content, bytes)
        to = envelope.rcpt_tos[0]
        if to.startswith("slow"):
            await asyncio.sleep(self.thinks_for)
        self.taken.append(message_from_bytes(envelope.content))
        if to.startswith("drop") and (self.always_drops or to not in self._dropped):
            self._dropped.add(to)
            line: Any = server.transport
            line.abort()
        return "250 OK"
