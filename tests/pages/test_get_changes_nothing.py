"""Drill 21: whoever looks at every page, in whatever order, has changed nothing."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from psycopg import sql

from organisations.models import User
from tests.cast import Cast
from tests.pages.addresses import Addresses
from tests.pages.test_permissions import PEOPLE, _user

SignedIn = Callable[[User | None], Client]
NOT_LOOKED_AT = ("django_session", "cache")
"""Who is signed in, and how often an address was tried: their dates move."""
_LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')
MOST_PAGES = 400


@pytest.mark.parametrize("who", PEOPLE)
def test_following_every_link_changes_no_row(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, seeding: Callable, who: str
) -> None:
    known = [address.url for address in addresses.values()]
    client = signed_in(_user(cast, who))
    before = _everything(seeding)
    waiting, seen, faults = [*known], set(known), []
    while waiting:
        url = waiting.pop()
        page, head = client.get(url), client.head(url)
        for response in (page, head):
            # /readyz says 503 where nobody has looked after the outbox yet.
            faults += [(url, response.status_code)] if response.status_code >= 500 and url != "/readyz" else []
        if "text/html" in page.headers.get("Content-Type", ""):
            links = {link.replace("&amp;", "&") for link in _LINK.findall(page.content.decode())}
            links = {link for link in links if not link.startswith(("/static/", "//"))} - seen
            seen |= links
            waiting += sorted(links)
    assert faults == []
    assert len(known) < len(seen) < MOST_PAGES
    assert _changed(before, _everything(seeding)) == []


def _everything(seeding: Callable) -> dict[str, tuple[int, str]]:
    """How many rows each table has, and a hash over all they say."""
    found = {}
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        for (table,) in cursor.fetchall():
            if table not in NOT_LOOKED_AT:
                cursor.execute(
                    sql.SQL("SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t").format(
                        sql.Identifier(table)
                    )
                )
                found[table] = cursor.fetchone()
    return found


def _changed(before: dict[str, tuple[int, str]], after: dict[str, tuple[int, str]]) -> list[str]:
    return [table for table in before if before[table] != after[table]]
