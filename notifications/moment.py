"""The option --at of everything that beat runs, so that a day can be replayed."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime

from django.core.management.base import CommandParser

from alsweb.lib.time import now


def add_at(parser: CommandParser) -> None:
    parser.add_argument(
        "--at",
        type=_moment,
        default=now(),
        metavar="ISO-TIME",
        help="act as if it were this moment; UTC where no offset is given",
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no ISO time; give it as 2027-03-28T09:00+01:00.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
