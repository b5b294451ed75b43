"""The look keeps its promises: contrast in both schemes, and circles that say what they show."""

import re
from math import cos, dist, radians, sin
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from alsweb.lib.numbers import in_words
from alsweb.lib.staticfiles import joined
from alsweb.lib.templatetags.circle import circle, disc_radius, initials, seats

TOKENS = (Path(__file__).parent.parent / "static/css/tokens.css").read_text()
PALETTE = {
    name: (float(lightness) / 100, float(chroma), float(hue))
    for name, lightness, chroma, hue in re.findall(r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", TOKENS)
}
COLOURS = {
    name: schemes
    for name, *schemes in re.findall(r"--color-([\w-]+): light-dark\(var\(--([\w-]+)\), var\(--([\w-]+)\)\)", TOKENS)
}
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    *(
        (ink, paper, TEXT)
        for ink in ("ink", "quiet", "do", "do-hover", "time", "wrong")
        for paper in ("surface", "raised")
    ),
    *((ink, "soft", TEXT) for ink in ("ink", "do", "quiet")),
    *(("ink", paper, TEXT) for paper in ("time-soft", "wrong-soft")),
    ("wrong", "wrong-soft", TEXT),
    ("on-do", "do", TEXT),
    ("on-do", "do-hover", TEXT),
    ("on-time", "time", TEXT),
    ("on-wrong", "wrong", TEXT),
    *((line, "surface", SHAPE) for line in ("edge", "focus", "do", "time")),
    ("edge", "raised", SHAPE),
    ("focus", "soft", SHAPE),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of a palette colour, by way of oklab to linear sRGB (Ottosson's matrices)."""
    lightness, chroma, hue = PALETTE[colour]
    a, b = chroma * cos(radians(hue)), chroma * sin(radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short
    return sum(share * min(max(x, 0), 1) for share, x in ((0.2126, red), (0.7152, green), (0.0722, blue)))


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "wanted"), PAIRS)
def test_every_pair_of_colours_in_use_meets_aa(ink: str, paper: str, wanted: float, scheme: int) -> None:
    low, high = sorted(luminance(COLOURS[name][scheme]) for name in (ink, paper))
    assert (high + 0.05) / (low + 0.05) >= wanted


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Alice Okafor", "AO"),
        ("Ana de la Cruz", "AC"),
        ("Zoë", "Z"),
        ("Jean-Luc Émile", "JÉ"),
        ("", "?"),
        ("  bob  ", "B"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_part(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("count", range(1, 15))
def test_neighbours_in_a_circle_never_touch(count: int) -> None:
    places = seats(count, 146, 110)
    neighbours = zip(places, places[1:] + places[:1], strict=True)
    apart = min(dist(one, other) for one, other in neighbours) if count > 1 else 220
    assert apart > 2 * disc_radius(count, 110, 24.5)


def test_a_circle_says_in_words_what_it_shows() -> None:
    svg = circle(["Alice Okafor", "Bob King"], places=3, centre=2, caption="of three places", lit="Bob King")
    assert (
        'aria-label="Two of three places taken: Alice Okafor and Bob King. Bob King presents. 2 of three places."'
        in svg
    )


def test_a_name_cannot_become_markup() -> None:
    assert "<script>" not in circle(["<script>alert(1)</script>"], lit="<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "none"), (1, "one"), (13, "thirteen"), (22, "twenty-two"), (90, "ninety"), (1200, "1,200")],
)
def test_counts_are_said_as_a_sentence_says_them(number: int, words: str) -> None:
    assert in_words(number) == words


def test_the_joined_sheet_holds_every_source_once() -> None:
    css = Path(__file__).parent.parent / "static/css"
    storage = FileSystemStorage(css.parent)
    sheet, parts = joined({f"css/{file.name}": (storage, f"css/{file.name}") for file in css.glob("*.css")})
    assert parts == {f"css/{file.name}" for file in css.glob("*.css")} - {"css/site.css"}
    assert "@import" not in sheet
    assert sheet.count("{") == sheet.count("}")
