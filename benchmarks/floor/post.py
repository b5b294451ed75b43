"""A mail server that takes everything: `python -m benchmarks.floor.post`; prints its port, keeps mails where asked."""

import asyncio
import pickle
import sys
import time

from aiosmtpd.smtp import SMTP, Envelope, Session


class Post:
    def __init__(self) -> None:
        self.kept: list[tuple[str, str, bytes]] = []
        self.first = self.last = 0.0

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.kept.append((envelope.mail_from or "", envelope.rcpt_tos[0], envelope.content))
        self.last = time.time()
        self.first = self.first or self.last
        return "250 OK"

    async def handle_VRFY(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str
    ) -> str:
        """When the first and the last came; or how many there are, and from then on none. Nothing else is asked from outside."""
        if address == "times":
            return f"252 {self.first} {self.last}"
        count, self.first = len(self.kept), 0.0
        with open(address, "wb") as file:
            pickle.dump(self.kept, file)
        self.kept.clear()
        return f"252 {count}"


async def main() -> None:
    post = Post()
    listening = await asyncio.get_running_loop().create_server(lambda: SMTP(post), "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
