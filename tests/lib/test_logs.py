"""Links in mails and calendars are keys; no log line holds one."""

import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from alsweb.lib.logs import KeylessFormatter
from tests.pages.conftest import static_files

__all__ = ["static_files"]

KEY = "eyJwIjo3fQ:Zk3-x_9"


def _key_addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every address outside of organisations that has a token in it."""
    for each in patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _key_addresses(each.url_patterns, route)
        elif "token" in each.pattern.converters and not route.startswith("o/"):
            yield "/" + route.replace("<str:token>", KEY).replace("<uuid:token>", KEY)


def _said(record: logging.LogRecord) -> str:
    line: Any = settings.LOGGING["formatters"]["line"]  # type: ignore[index]
    return KeylessFormatter(line["format"], style=line["style"]).format(record)


def test_no_address_with_a_key_is_written_out() -> None:
    addresses = [*_key_addresses(get_resolver().url_patterns), f"/accounts/password/reset/key/1-{KEY}/"]
    assert len(addresses) >= 4
    for address in addresses:
        for message in (f"Not Found: {address}", f"GET https://sets.example.org{address}?x=1 404", f"'{address}'"):
            told = _said(logging.LogRecord("django.request", logging.WARNING, "", 0, message, (), None))
            assert KEY not in told
            assert "/…" in told
            try:
                raise ValueError(address)
            except ValueError as fault:
                record = logging.LogRecord("x", 40, "", 0, "Fault", (), (ValueError, fault, fault.__traceback__))
            assert KEY not in _said(record)


@pytest.mark.django_db
@pytest.mark.usefixtures("static_files")
def test_what_django_says_of_a_refused_link_leaves_its_key_out() -> None:
    """Through the one handler that is set up, whatever raised the refusal."""
    (console,) = (each for each in logging.getLogger().handlers if isinstance(each.formatter, KeylessFormatter))
    assert isinstance(console, logging.StreamHandler)
    told = StringIO()
    before = console.setStream(told)
    try:
        for address in _key_addresses(get_resolver().url_patterns):
            for method in ("get", "put"):
                getattr(Client(SERVER_NAME="localhost"), method)(address)
    finally:
        console.setStream(before)
    assert "django.request" in told.getvalue()
    assert KEY not in told.getvalue()


def test_no_fault_is_sent_by_mail() -> None:
    for name in (None, "django", "django.request", "django.security"):
        assert not [each for each in logging.getLogger(name).handlers if "AdminEmail" in type(each).__name__]
