"""The address by which somebody says from a mail whether they come: signed, for one person and one session."""

from dataclasses import dataclass
from datetime import UTC, datetime

from alsweb.lib import tokens
from alsweb.lib.links import absolute
from sessions.models import Session

PURPOSE = "coming"


@dataclass(frozen=True)
class Asked:
    """Whom a link asks, and about what; nothing of it is readable before its scope is entered."""

    organisation: int
    person: int
    session: int
    starts_at: datetime
    """When the session was to begin when the mail was written: an answer about another time is none."""


def coming_link(session: Session, *, person: int) -> str:
    """The same text each time while the session stays where it is."""
    moment = int(session.starts_at.timestamp())
    return absolute(
        "coming_by_mail", tokens.sign_for_ever(PURPOSE, o=session.organisation_id, p=person, s=session.pk, t=moment)
    )


def asked_by(token: str) -> Asked:
    """Raise BadToken where it is not ours, or altered."""
    claims = tokens.read_for_ever(PURPOSE, token)
    return Asked(claims["o"], claims["p"], claims["s"], datetime.fromtimestamp(claims["t"], UTC))
