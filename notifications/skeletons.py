"""Mails that say the same but for some sentences: a template is rendered, and its styles are put in, once for all of them.

What stands in a template is the same for every mail of one language with the same sentences in it. So it is rendered with
marks in their places, and the marks are filled with each mail's own: in HTML escaped, as a template does it.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from html import escape
from typing import Any

from css_inline import CSSInliner
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language

Shape = tuple[tuple[str, int | None], ...]
"""What a mail says, each by its name: None is one sentence, a number so many in a list, and nothing at all is 0."""

_MARK = re.compile("\ue000(.+?)\ue001")  # of Unicode's private use: no template and no style has them


def text_and_html(template: str, context: Mapping[str, object]) -> tuple[str, str]:
    """Both parts of a mail, before the text is tidied; what is neither a sentence nor a list of them is rendered anew."""
    said = dict(_said(context))
    if len(said) < sum(len(each) if isinstance(each, list | tuple) else 1 for each in context.values() if each):
        return render_to_string(f"{template}.txt", dict(context)), inlined(
            render_to_string(f"{template}.html", dict(context))
        )
    shape = tuple((name, _shape_of(each)) for name, each in context.items())
    text, html = _skeleton(template, get_language(), shape)
    return _filled(text, said, str), _filled(html, said, _escaped)


def _said(context: Mapping[str, object]) -> Iterator[tuple[str, str | Promise]]:
    """Every sentence by a name of its own."""
    for name, value in context.items():
        for number, each in enumerate(value if isinstance(value, list | tuple) else [value]):
            if each and isinstance(each, str | Promise):
                yield f"{name} {number}", each


def _shape_of(value: object) -> int | None:
    if not value:
        return 0
    return len(value) if isinstance(value, list | tuple) else None


@lru_cache(maxsize=256)
def _skeleton(template: str, language: str | None, shape: Shape) -> tuple[list[str], list[str]]:
    """Text and HTML in pieces: at each odd place stands the name of what is filled in."""
    marks: dict[str, object] = {name: _marks(name, count) for name, count in shape}
    html = inlined(render_to_string(f"{template}.html", marks))
    return _MARK.split(render_to_string(f"{template}.txt", marks)), _MARK.split(html)


def _marks(name: str, count: int | None) -> object:
    if count is None:
        return f"\ue000{name} 0\ue001"
    return [f"\ue000{name} {number}\ue001" for number in range(count)] if count else ""


def _filled(pieces: list[str], said: Mapping[str, str | Promise], escape: Callable[[Any], str]) -> str:
    filled = pieces.copy()
    filled[1::2] = [escape(said[name]) for name in pieces[1::2]]
    return "".join(filled)


def _escaped(said: object) -> str:
    """As `conditional_escape`, which would also look whether it is to wait for a language."""
    return str(said.__html__() if hasattr(said, "__html__") else escape(str(said)))


def inlined(html: str) -> str:
    """With the styles of its sheet in each element, where mail programs look for them."""
    return _inliner().inline(html) if html else ""


@cache
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False)
