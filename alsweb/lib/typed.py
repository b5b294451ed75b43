"""What somebody typed into a form that could not be taken: given back, so that nobody types it twice."""

from django.http import HttpRequest
from django.http.request import RawPostDataException, UnreadablePostError

_NEVER = ("csrfmiddlewaretoken", "password", "code", "token")


def typed_in(request: HttpRequest) -> list[str]:
    """The texts of this form, longest first: what has a space in it. Numbers, dates and choices have none.

    Only where the form was sent from a page of this site; else a page of somebody else's could put its sentences here.
    Nothing of what is typed to sign in.
    """
    here = f"{'https' if request.is_secure() else 'http'}://{request.get_host()}"
    if request.method != "POST" or request.headers.get("Origin") != here or request.path_info.startswith("/accounts/"):
        return []
    try:
        fields = request.POST.lists()
    except (RawPostDataException, UnreadablePostError):
        return []
    texts = {
        text.strip()
        for name, values in fields
        if not any(part in name for part in _NEVER)
        for text in values
        if " " in text.strip()
    }
    return sorted(texts, key=len, reverse=True)
