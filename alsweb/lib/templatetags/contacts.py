"""Whom to turn to, as somebody typed it: what looks like an address or a number can be pressed."""

import re

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_REACHED = re.compile(r"(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?P<number>\+?\(?\d[\d\s()./-]{4,}\d)")
_TRUNK = "(0)"
"""Written in some countries after the country's number, and not dialled there (ITU-T E.123)."""


@register.filter
def reachable(text: str) -> SafeString:
    """`text` with links to mail addresses (RFC 6068) and telephone numbers (RFC 3966)."""
    parts, at = [], 0
    for found in _REACHED.finditer(text):
        parts += [conditional_escape(text[at : found.start()]), _link(found)]
        at = found.end()
    return mark_safe("".join([*parts, conditional_escape(text[at:])]))  # each part is escaped


def _link(found: re.Match[str]) -> SafeString:
    if found["mail"]:
        return format_html('<a href="mailto:{0}">{0}</a>', found["mail"])
    digits = re.sub(r"[^\d+]", "", found["number"].replace(_TRUNK, ""))
    return format_html('<a href="tel:{}">{}</a>', digits, found["number"])
