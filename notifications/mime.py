"""The bytes of a mail, as Django's own would be, at a tenth of the cost.

Django builds a tree of the standard library's parts, folds each header by a grammar and looks through the whole for a
boundary that does not occur. A notice is simple: one address, short headers, texts of short lines. Whatever is not
that simple is left to Django.
"""

import re
from email.policy import compat32
from email.utils import formatdate
from functools import lru_cache
from smtplib import quoteaddr
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.message import forbid_multi_line_headers, sanitize_address

LONGEST_HEADER, LONGEST_LINE = 78, 998
"""Of a line with a header that need not be folded, and in bytes of any other (RFC 5322 §2.1.1)."""

_PARAMETER = re.compile(r"=(\w+)")
_PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")
_folding = compat32.clone(linesep="\r\n")


def bytes_of(mail: EmailMessage) -> bytes:
    """With the line ends of SMTP, and before its dots are doubled."""
    return _simple(mail) or mail.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own message


def as_data(mail: bytes) -> bytes:
    """What follows DATA: its dots doubled, and one dot at its end (RFC 5321 §4.5.2)."""
    end = b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n"
    return mail.replace(b"\n.", b"\n..") + end  # no mail begins with a dot, but with a header


@lru_cache(maxsize=64)
def as_written(address: str) -> str:
    """An address as it stands in a header."""
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    return sanitize_address(address, settings.DEFAULT_CHARSET)


@lru_cache(maxsize=64)
def as_path(address: str) -> str:
    """The address alone, in its brackets, as the conversation with the server has it (RFC 5321 §4.1.2)."""
    return f"<{address}>" if _PLAIN_ADDRESS.fullmatch(address) else quoteaddr(as_written(address))


def _simple(mail: EmailMessage) -> bytes | None:
    """Nothing where it is not simple."""
    if not isinstance(mail, EmailMultiAlternatives) or mail.attachments or mail.cc or mail.reply_to:
        return None
    texts = [(str(mail.body), "text/plain"), *((str(text), kind) for text, kind in mail.alternatives)]
    parts = [_part(text, kind) for text, kind in texts if text]
    if len(parts) < 2 or not all(parts):
        return None
    boundary = f"=_{uuid4().hex}"
    headers = {
        "MIME-Version": "1.0",
        "Subject": str(mail.subject),
        "From": as_written(mail.from_email),
        "To": ", ".join(as_written(each) for each in mail.to),
        "Date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
        **mail.extra_headers,
    }
    head = "".join(_header(name, str(value)) for name, value in headers.items())
    between = f"\r\n--{boundary}"
    return "".join(
        [
            f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n{head}',
            *(f"{between}\r\n{part}" for part in parts),
            f"{between}--\r\n",
        ]
    ).encode()


def _part(text: str, kind: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if max(map(len, text.encode().split(b"\n"))) > LONGEST_LINE:
        return ""
    kind, encoding = _PARAMETER.sub(r'="\1"', kind), "7bit" if text.isascii() else "8bit"
    typed, version = f'Content-Type: {kind}; charset="utf-8"', "MIME-Version: 1.0"
    if ";" in kind:
        typed, version = version, typed
    return f"{typed}\r\n{version}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n" + text.replace("\n", "\r\n")


def _header(name: str, value: str) -> str:
    """Raise BadHeaderError where a value would begin another header."""
    if value.isascii() and value.isprintable() and len(name) + len(value) + 2 <= LONGEST_HEADER:
        return f"{name}: {value}\r\n"
    return _folding.fold(*forbid_multi_line_headers(name, value, settings.DEFAULT_CHARSET))
