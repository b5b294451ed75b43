"""Small pictures beside figures. Each is decoration: the table next to it says the same, so readers lose nothing."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_HEIGHT, _STEP, _BAR = 32, 14, 9


def trend(values: Sequence[float | None], *, top: float | None = None) -> SafeString:
    """`values` as bars from nothing up to `top`, the highest of them if nothing else is said; None leaves a gap."""
    highest = top or max((value for value in values if value is not None), default=0) or 1
    bars = format_html_join(
        "",
        '<rect class="bar__share" x="{}" y="{}" width="{}" height="{}"/>',
        (
            (place * _STEP, round(_HEIGHT - _tall(value, highest), 1), _BAR, round(_tall(value, highest), 1))
            for place, value in enumerate(values)
            if value is not None
        ),
    )
    width = max(len(values) * _STEP - (_STEP - _BAR), 1)
    return format_html(
        '<svg class="trend" viewBox="0 0 {width} {height}" width="{width}" height="{height}" aria-hidden="true"'
        ' focusable="false">{bars}<path class="trend__floor" d="M0 {floor}H{width}"/></svg>',
        width=width,
        height=_HEIGHT + 1,
        floor=_HEIGHT + 0.5,
        bars=bars,
    )


def _tall(value: float, highest: float) -> float:
    """Never nothing: that there is a figure and that it is small are to be seen."""
    return max(_HEIGHT * min(value / highest, 1), 1)
