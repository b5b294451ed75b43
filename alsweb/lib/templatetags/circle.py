"""The circle: one picture for the set, the room's clock, the learning cycle and the mark. Inline SVG, no script."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib.numbers import in_words

register = template.Library()


@dataclass(frozen=True)
class Size:
    """User units are CSS pixels at the natural width, so that letters keep their size in every circle."""

    box: int
    disc: float
    initials: float
    centre: float
    caption: float
    progress: float


SIZES = {
    "small": Size(192, 17.5, 13.5, 28, 12.5, 3),
    "medium": Size(292, 24.5, 17.5, 40, 14, 4),
    "large": Size(424, 30, 21, 62, 18, 5),
}
HALO = 5.5  # the gap between the ring and a disc
LIT = 1.28  # the lit person is this much larger


def initials(name: str) -> str:
    """First letters of the first and the last part: "Ana de la Cruz" → "AC"; one part gives one letter."""
    parts = [part for part in name.replace("-", " ").split() if part[0].isalnum()] or [name.strip() or "?"]
    return "".join(part[0] for part in (parts[0], *parts[1:][-1:])).upper()


def seats(count: int, centre: float, radius: float) -> list[tuple[float, float]]:
    """Centres of `count` places on the ring, clockwise from twelve o'clock, in user units."""
    turns = (2 * pi * place / count - pi / 2 for place in range(count))
    return [(round(centre + radius * cos(turn), 2), round(centre + radius * sin(turn), 2)) for turn in turns]


def disc_radius(count: int, radius: float, wanted: float) -> float:
    """`wanted`, or what still leaves a gap between neighbours when many sit in the circle."""
    return min(wanted, radius * sin(pi / max(count, 3)) - HALO)


def sentence(people: Sequence[str], places: int, lit: str, centre: str, caption: str) -> str:
    """What the picture shows, in words."""
    listed = get_text_list(list(people), _("and"))
    if places > len(people):
        parts = [
            ngettext(
                "%(taken)s of %(places)s place taken",
                "%(taken)s of %(places)s places taken",
                places,
            )
            % {"taken": capfirst(in_words(len(people))), "places": in_words(places)}
            + (f": {listed}." if people else ".")
        ]
    elif people:
        count = ngettext(
            "%(count)s person in the circle",
            "%(count)s people in the circle",
            len(people),
        )
        parts = [f"{count % {'count': capfirst(in_words(len(people)))}}: {listed}."]
    else:
        parts = [_("Nobody in the circle yet.")]
    if lit:
        parts.append(_("%(name)s presents.") % {"name": lit})
    if centre or caption:
        parts.append(f"{centre} {caption}".strip() + ".")
    return " ".join(parts)


@register.simple_tag
def circle(
    people: Sequence[str] = (),
    places: int | None = None,
    centre: str | int = "",
    caption: str = "",
    lit: str = "",
    progress: float | None = None,
    size: str = "medium",
) -> SafeString:
    """The ring of `people` (names), open `places` dashed, `lit` presenting, `progress` 0–1 run from twelve o'clock."""
    look, names, centre = SIZES[size], [str(name) for name in people], str(centre)
    taken = len(names)
    places = max(places or 0, taken)
    middle = look.box / 2
    radius = middle - look.disc * LIT - 1
    disc = disc_radius(places, radius, look.disc)
    ring = format_html('cx="{0}" cy="{0}" r="{1}"', middle, round(radius, 2))
    drawn = [format_html('<circle class="circle__ring" {}/>', ring)]
    if progress is not None:
        run = round(min(max(progress, 0), 1), 4)
        drawn.append(
            format_html(
                '<circle class="circle__progress" {} pathLength="1" stroke-width="{}" stroke-dasharray="{} 1"'
                ' transform="rotate(-90 {} {})"/>',
                ring,
                look.progress,
                run,
                middle,
                middle,
            )
        )
    for place, (x, y) in enumerate(seats(places, middle, radius)):
        name = names[place] if place < taken else ""
        is_lit = bool(name) and name == lit
        own = disc * LIT if is_lit else disc
        halo = format_html(
            '<circle class="circle__halo" cx="{}" cy="{}" r="{}"/>',
            x,
            y,
            round(own + HALO, 2),
        )
        if not name:
            drawn.append(
                format_html(
                    '{}<circle class="circle__open" cx="{}" cy="{}" r="{}"/>',
                    halo,
                    x,
                    y,
                    round(own, 2),
                )
            )
            continue
        font = round(look.initials * own / look.disc, 2)
        drawn.append(
            format_html(
                '<g class="circle__person{}"><title>{}</title>{}<circle class="circle__disc" cx="{}" cy="{}" r="{}"/>'
                '<text x="{}" y="{}" font-size="{}">{}</text></g>',
                " circle__person--lit" if is_lit else "",
                name,
                halo,
                x,
                y,
                round(own, 2),
                x,
                round(y + font * 0.355, 2),
                font,
                initials(name),
            )
        )
    if centre:
        line = middle + look.centre * (0.22 if caption else 0.355)
        drawn.append(
            format_html(
                '<text class="circle__centre" data-circle-centre x="{}" y="{}" font-size="{}">{}</text>',
                middle,
                round(line, 2),
                look.centre,
                centre,
            )
        )
    if caption:
        line = middle + (look.centre * 0.22 + look.caption * 1.5 if centre else look.caption * 0.35)
        drawn.append(
            format_html(
                '<text class="circle__caption" x="{}" y="{}" font-size="{}">{}</text>',
                middle,
                round(line, 2),
                look.caption,
                caption,
            )
        )
    return format_html(
        '<svg class="circle circle--{0}" viewBox="0 0 {1} {1}" width="{1}" height="{1}" role="img" aria-label="{2}">{3}</svg>',
        size,
        look.box,
        sentence(names, places, lit, centre, caption),
        _joined(drawn),
    )


@register.simple_tag
def mark(extra: str = "") -> SafeString:
    """The sign of the product: a ring that somebody, just now, has taken the floor of. Decorative beside a name."""
    return format_html(
        '<svg class="mark {}" viewBox="0 0 26 26" width="26" height="26" aria-hidden="true" focusable="false">'
        '<path class="mark__ring" d="M7.8 6.49a9.3 9.3 0 1 0 10.4 0"/>'
        '<circle class="mark__dot" cx="13" cy="4.6" r="2.9"/></svg>',
        extra,
    )


STAGES: dict[str, str | Promise] = {
    "plan": gettext_lazy("Plan"),
    "act": gettext_lazy("Act"),
    "observe": gettext_lazy("Observe"),
    "reflect": gettext_lazy("Reflect"),
}


_WORD_PLACES = (
    ("middle", 0, -18),
    ("start", 17, 5),
    ("middle", 0, 28),
    ("end", -17, 5),
)


@register.simple_tag
def cycle(stage: str = "") -> SafeString:
    """The learning cycle (plan, act, observe, reflect), clockwise from the top, with the `stage` one is at."""
    here = list(STAGES).index(stage) if stage in STAGES else -1
    ring = 'cx="140" cy="100" r="62"'
    drawn = [format_html('<circle class="cycle__ring" {}/>', mark_safe(ring))]
    if here > 0:
        drawn.append(
            format_html(
                '<circle class="cycle__run" {} pathLength="4" stroke-dasharray="{} 4" transform="rotate(-90 140 100)"/>',
                mark_safe(ring),
                here,
            )
        )
    for number, ((x, y), (anchor, right, down), word) in enumerate(
        zip(seats(4, 100, 62), _WORD_PLACES, STAGES.values(), strict=True)
    ):
        state = "past" if number < here else "here" if number == here else "ahead"
        drawn.append(
            format_html(
                '<g class="cycle__stage cycle__stage--{}"><circle class="cycle__halo" cx="{x}" cy="{y}" r="13"/>'
                '<circle class="cycle__stop" cx="{x}" cy="{y}" r="{}"/>'
                '<text x="{}" y="{}" text-anchor="{}">{}</text></g>',
                state,
                8 if state == "here" else 6,
                round(x + 40 + right, 2),
                round(y + down, 2),
                anchor,
                word,
                x=x + 40,
                y=y,
            )
        )
    told = _("The learning cycle: plan, act, observe, reflect.")
    if here >= 0:
        told += " " + _("Now: %(stage)s.") % {"stage": str(STAGES[stage]).lower()}
    return format_html(
        '<svg class="cycle" viewBox="0 0 280 200" width="280" height="200" role="img" aria-label="{}">{}</svg>',
        told,
        _joined(drawn),
    )


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts)) if parts else mark_safe("")
