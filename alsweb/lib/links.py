from django.conf import settings
from django.urls import reverse


def absolute(name: str, *args: object) -> str:
    """The full address of a page, for mails and calendars."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse(name, args=args)}"
