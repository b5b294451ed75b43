"""HR and owner follow every link there is: dates, names and counts, and not one word of what was said."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from organisations.models import User
from tests.cast import Cast
from tests.pages.addresses import Addresses
from tests.pages.test_get_changes_nothing import MOST_PAGES

SignedIn = Callable[[User | None], Client]
_LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)')


def crawl(addresses: Addresses, client: Client) -> dict[str, str]:
    """Every answer to a GET, by address: from all addresses with Quay's real ids, and along all links from there."""
    waiting = [address.url for address in addresses.values()]
    seen: dict[str, str] = {}
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop()
        if url in seen or url.startswith(("/static/", "//")):
            continue
        response = client.get(url)
        body = b"".join(response) if response.streaming else response.content
        seen[url] = body.decode(errors="replace") + str(response.headers)
        waiting += [link.replace("&amp;", "&") for link in _LINK.findall(seen[url])]
    assert len(seen) < MOST_PAGES
    return seen


@pytest.mark.parametrize("who", ["dora", "olga"])
def test_hr_and_owner_find_no_word_on_any_page(cast: Cast, addresses: Addresses, signed_in: SignedIn, who: str) -> None:
    pages = crawl(addresses, signed_in(getattr(cast, who).person))
    assert len(pages) > 40
    assert [url for url, answer in pages.items() if "MARKER" in answer] == []


def test_a_member_who_follows_the_same_links_finds_words(cast: Cast, addresses: Addresses, signed_in: SignedIn) -> None:
    """So that the test above has something that could have leaked."""
    pages = crawl(addresses, signed_in(cast.bob.person))
    assert len([url for url, answer in pages.items() if "MARKER" in answer]) > 5
