from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from alsweb.lib.tenancy.scope import scope
from notifications import kinds
from notifications.kinds import Kind, Message
from notifications.models import Notice
from notifications.outbox import notify
from organisations.models import User
from tests.notifications.mail_server import MailServer
from tests.pages.conftest import static_files

__all__ = ["static_files"]

HARBOUR, NORTHGATE = 1, 2


def _render(notice: Notice, at: datetime) -> Message:
    return Message(
        subject="About a date",
        template="emails/notice",
        context={
            "sentence": "You meet on Monday.",
            "detail": "14:00, Library",
            "button_url": "http://localhost:8000/o/harbour/",
            "button_label": "See the session",
            "why": "You are in a set.",
        },
    )


REMINDER = Kind(name="test_reminder", label="Reminders", still_true=lambda notice, at: True, render=_render)
NUDGE = replace(REMINDER, name="test_nudge", label="Nudges", nudge=True)
MOVED = replace(REMINDER, name="test_moved", label="Moved", at_once=True, optional=False)


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch: pytest.MonkeyPatch) -> Callable[[Kind], Kind]:
    """Three kinds of the tests' own; call it to make another known, or one of them different."""

    def know(kind: Kind) -> Kind:
        monkeypatch.setitem(kinds._kinds, kind.name, kind)
        return kind

    for kind in (REMINDER, NUDGE, MOVED):
        know(kind)
    return know


@pytest.fixture
def mail_server(settings: Any) -> Iterator[MailServer]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 2
    with MailServer() as server:
        settings.EMAIL_PORT = server.port
        yield server


@pytest.fixture
def client() -> Client:
    """The demo answers to its own names only."""
    return Client(SERVER_NAME="localhost")


_numbers = count(1)


def make_person(name: str, **fields: Any) -> User:
    person = get_user_model().objects.create_user(f"{name}@harbour.example", **fields)
    assert isinstance(person, User)
    return person


def tell(person: User, at: datetime, *, kind: Kind = REMINDER, organisation: int = HARBOUR, **given: Any) -> None:
    """One more notice for a person, written as an operation writes it."""
    number = next(_numbers)
    with scope(person=person.pk, organisation=organisation):
        notify(
            **{
                "kind": kind.name,
                "subject": f"session:{number}",
                "occasion": "1",
                "due_at": at,
                "organisation": organisation,
                "person": person.pk,
                **given,
            }
        )


def notices_of(person: User) -> list[Notice]:
    with scope(person=person.pk):
        return list(Notice.objects.order_by("pk"))


def notice_of(person: User) -> Notice:
    (notice,) = notices_of(person)
    return notice


def later(at: datetime, **delay: float) -> datetime:
    return at + timedelta(**delay)
