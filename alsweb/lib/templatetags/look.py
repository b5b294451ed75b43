"""Small marks beside words: dots, icons, bars, initials. Each is decoration; the word stands next to it."""

from collections.abc import Sequence
from functools import cache

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from alsweb.lib import numbers
from alsweb.lib.templatetags import circle

register = template.Library()

DOTS = {
    "done": '<circle cx="5.5" cy="5.5" r="5.5" fill="currentColor"/>',
    "open": '<circle cx="5.5" cy="5.5" r="4.5" fill="none" stroke="currentColor" stroke-width="2"/>',
    "stuck": '<circle cx="5.5" cy="5.5" r="4.6" fill="none" stroke="currentColor" stroke-width="1.8"'
    ' stroke-dasharray="1.9 1.713"/>',
    "now": '<circle cx="5.5" cy="5.5" r="5.5" fill="currentColor"/>',
    "none": '<path d="M2 5.5h7" stroke="currentColor" stroke-width="2" stroke-linecap="round"/>',
}
DOTS["on_track"] = DOTS["open"]

ICONS = {
    "arrow": '<path d="M3 8h10M9 4l4 4-4 4"/>',
    "back": '<path d="M13 8H3M7 4 3 8l4 4"/>',
    "check": '<path d="m3 8.5 3.5 3.5L13 4.5"/>',
    "close": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "down": '<path d="m4 6.5 4 4 4-4"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "lock": '<rect x="3" y="7" width="10" height="6.5" rx="1.5"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>',
    "mail": '<rect x="2" y="3.5" width="12" height="9" rx="1.5"/><path d="m2.5 5 5.5 4 5.5-4"/>',
    "calendar": '<rect x="2.5" y="3.5" width="11" height="10" rx="1.5"/><path d="M2.5 7h11M5.5 2v3M10.5 2v3"/>',
    "circle": '<circle cx="8" cy="8" r="5.75"/><path d="M8 5.6v.01M5.9 9.3v.01M10.1 9.3v.01" stroke-width="2.2"/>',
}


@register.simple_tag
@cache
def dot(state: object) -> SafeString:
    """The dot of a `state` (done, open, stuck, now, none, on_track); nothing for a state without one."""
    name = str(state)
    if name not in DOTS:
        return mark_safe("")
    return format_html(
        '<svg class="dot dot--{}" viewBox="0 0 11 11" width="11" height="11" aria-hidden="true" focusable="false">{}</svg>',
        name,
        mark_safe(DOTS[name]),
    )


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A line drawing on a grid of 16, in the colour and size of the text beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"'
        ' stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def bar(share: float | None) -> SafeString:
    """A `share` (0–1) as a bar beside its figure; nothing when there is no share to show."""
    if share is None:
        return mark_safe("")
    return _bar(round(150 * min(max(float(share), 0), 1), 1))


@cache
def _bar(width: float) -> SafeString:
    return format_html(
        '<svg class="bar" viewBox="0 0 150 10" width="150" height="10" preserveAspectRatio="none" aria-hidden="true"'
        ' focusable="false"><rect class="bar__track" width="150" height="10" rx="5"/>'
        '<rect class="bar__share" width="{}" height="10" rx="{}"/></svg>',
        width,
        min(5, width / 2),
    )


@register.simple_tag
def discs(counts: Sequence[int]) -> SafeString:
    """People as discs in groups of `counts`, a gap between groups; the figures stand beside them."""
    drawn, across = [], 0
    for number, count in enumerate(counts):
        for _person in range(count):
            drawn.append(
                format_html(
                    '<circle class="discs__disc{}" cx="{}" cy="7" r="5"/>',
                    " discs__disc--odd" * (number % 2),
                    across + 7,
                )
            )
            across += 14
        across += 8
    return format_html(
        '<svg class="discs" viewBox="0 0 {0} 14" width="{0}" height="14" aria-hidden="true" focusable="false">{1}</svg>',
        max(across - 8, 1),
        format_html_join("", "{}", ((each,) for each in drawn)),
    )


@register.simple_tag
def marks(cells: Sequence[tuple[str, str]]) -> SafeString:
    """A row of table cells with a mark each, and beside it the word that it stands for."""
    return format_html_join("", "{}", ((_mark(sign, word),) for sign, word in cells))


@register.simple_tag
def marked_names(said: Sequence[tuple[str, str]]) -> SafeString:
    """The same for a phone: each mark, and the names of those whose it is."""
    return format_html('<span class="heat__who">{}</span>', format_html_join("", "<span>{} {}</span>", said))


@cache
def _mark(sign: str, word: str) -> SafeString:
    return format_html(
        '<td class="heat__cell"><span aria-hidden="true">{}</span><span class="visually-hidden">{}</span></td>',
        sign,
        word,
    )


@register.simple_tag
def initials(name: str) -> SafeString:
    """A person's disc as it stands in the circle, for lists; the name stands beside it."""
    return format_html('<span class="initials" aria-hidden="true">{}</span>', circle.initials(name))


@register.filter
def in_words(number: int) -> str:
    """22 → "twenty-two"; begin a sentence with `|in_words|capfirst`."""
    return numbers.in_words(number)


@register.simple_tag(takes_context=True)
def is_current(context: Context, to: str, besides: str = "") -> str:
    """What `aria-current` says of the link `to`: "page" on that very page, "true" within it, else nothing.

    `besides` lies within it and has a link of its own.
    """
    request = context.get("request")
    path = request.path if request is not None else ""
    if path == to:
        return "page"
    # Home's address begins every other: only itself is home.
    is_within = to.count("/") > 3 and path.startswith(to)
    return "true" if is_within and not (besides and path.startswith(besides)) else ""
