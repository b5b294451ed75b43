"""Small pictures beside figures. Each is decoration: the table next to it says the same, so readers lose nothing."""

from collections.abc import Sequence
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_HEIGHT, _STEP, _BAR = 32, 14, 9
_WIDTH, _THIN = 180, 5
"""Of a picture that shares its scale with others beside it."""


def trend(values: Sequence[float | None], *, top: float | None = None) -> SafeString:
    """`values` as bars from nothing up to `top`, the highest of them if nothing else is said; None leaves a gap."""
    highest = top or max((value for value in values if value is not None), default=0) or 1
    talls = ((place, round(_tall(value, highest), 1)) for place, value in enumerate(values) if value is not None)
    bars = format_html_join("", "{}", ((_bar(place, tall),) for place, tall in talls))
    width = max(len(values) * _STEP - (_STEP - _BAR), 1)
    return format_html(
        '<svg class="trend" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true"'
        ' focusable="false">{bars}<path class="trend__floor" d="M0 {floor}H{width}"/></svg>',
        width=width,
        height=_HEIGHT + 1,
        floor=_HEIGHT + 0.5,
        bars=bars,
    )


@cache
def _bar(place: int, tall: float) -> SafeString:
    return format_html(
        '<rect class="bar__share" x="{}" y="{}" width="{}" height="{}"/>',
        place * _STEP,
        round(_HEIGHT - tall, 1),
        _BAR,
        tall,
    )


def attended(sessions: Sequence[tuple[float, float | None]]) -> SafeString:
    """Bars over a time from 0 to 1, each from nobody up to everybody, with a line at a half; None leaves a tick alone."""
    whole, half = 1, 0.5
    bars = format_html_join(
        "",
        '<rect class="bar__share" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (_across(at), round(_HEIGHT - _tall(share, whole), 1), _THIN, round(_tall(share, whole), 1))
            for at, share in sessions
            if share is not None
        ),
    )
    ticks = format_html_join(
        "",
        '<path class="trend__floor" d="M{} {}v4"/>',
        ((_across(at) + _THIN / 2, _HEIGHT - 4) for at, share in sessions if share is None),
    )
    return format_html(
        '<svg class="trend" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true"'
        ' focusable="false"><path class="trend__floor" d="M0 0.5H{width}M0 {half}H{width}" stroke-dasharray="1 3"/>'
        '{bars}{ticks}<path class="trend__floor" d="M0 {floor}H{width}"/></svg>',
        width=_WIDTH,
        height=_HEIGHT + 1,
        half=_HEIGHT * half,
        floor=_HEIGHT + 0.5,
        bars=bars,
        ticks=ticks,
    )


def _across(at: float) -> float:
    return round(min(max(at, 0), 1) * (_WIDTH - _THIN), 1)


def _tall(value: float, highest: float) -> float:
    """Never nothing: that there is a figure and that it is small are to be seen."""
    return max(_HEIGHT * min(value / highest, 1), 1)
