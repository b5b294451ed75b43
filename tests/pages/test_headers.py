"""What browsers are told: what a page may load, that nothing of it is kept, and who may read its cookies."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from organisations.models import User
from tests.cast import Cast
from tests.pages.addresses import Addresses
from tests.pages.test_permissions import EXPECTED

SignedIn = Callable[[User | None], Client]
STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}


@pytest.mark.parametrize("who", ["alice", "bob", "olga"])
def test_every_page_forbids_foreign_scripts_frames_and_keeping_and_has_no_script_of_its_own(
    cast: Cast, addresses: Addresses, signed_in: SignedIn, who: str
) -> None:
    client = signed_in(getattr(cast, who).person)
    seen = 0
    for name, address in addresses.items():
        response = client.get(address.url)
        if "text/html" not in response.headers.get("Content-Type", ""):
            continue
        seen += response.status_code == EXPECTED[name, "GET", who] == 200
        headers = response.headers
        assert _policy(headers["Content-Security-Policy"]) == STRICT, name
        assert "no-store" in headers["Cache-Control"], name
        assert "private" in headers["Cache-Control"], name
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY"), name
        told = (
            "strict-origin" if name in ("join", "coming_by_mail", "poll_by_mail", "progress_by_mail") else "same-origin"
        )  # of an address that is a key only the beginning
        assert (headers["Referrer-Policy"], headers["Cross-Origin-Opener-Policy"]) == (told, "same-origin"), name
        assert "camera=()" in headers["Permissions-Policy"], name
        if b"<body" in response.content:
            _keeps_nothing_in_the_browsers_storage_and_has_no_script_or_style_of_its_own(
                name, response.content.decode()
            )
    assert seen > 10


def _keeps_nothing_in_the_browsers_storage_and_has_no_script_or_style_of_its_own(name: str, page: str) -> None:
    assert 'hx-history="false"' in page, name
    assert '"historyCacheSize":0' in page, name
    assert '"allowEval":false' in page, name
    for inline in ("<style", " style=", "<script>", " onclick=", " onload=", "hx-on"):
        assert inline not in page, (name, inline)
    assert "http://" not in page.replace("http://localhost", "").replace("http://www.w3.org", ""), name


def test_cookies_are_for_this_site_and_never_for_scripts(signed_in: SignedIn, db: None) -> None:
    client = signed_in(None)
    given = client.get("/begin/").cookies | client.get("/accounts/signup/").cookies
    assert set(given) == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    for name, cookie in given.items():
        assert (cookie["samesite"], cookie["httponly"], bool(cookie["secure"])) == ("Lax", True, not settings.DEMO), (
            name
        )


def test_a_site_that_is_not_the_demo_speaks_https_only() -> None:
    """The settings of the demo serve plain HTTP on the loopback; nothing else may."""
    expected = not (settings.DEMO or settings.DEBUG)
    assert {settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT} == {expected}
    assert bool(settings.SECURE_HSTS_SECONDS) is expected


@pytest.mark.django_db
def test_a_file_of_the_site_may_be_kept_for_ever(signed_in: SignedIn) -> None:
    page = signed_in(None).get("/accounts/login/").content.decode()
    sheet = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in signed_in(None).get(sheet).headers["Cache-Control"]


def _policy(header: str) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in header.split(";") if part.strip())
