from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: object) -> str:
    """The full address of a page, for mails and calendars."""
    return on_site(reverse(name, args=args))


def on_site(path: str) -> str:
    return f"{settings.SITE_URL.rstrip('/')}{path}"
