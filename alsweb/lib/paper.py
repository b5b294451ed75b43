"""A document for paper, as PDF: words in the reading serif, facts in the sans, hairlines and room."""

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from unicodedata import bidirectional

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

_FONTS = Path(__file__).parent / "fonts"
WORDS, FACTS, OTHERS = "words", "facts", "others"
INK, QUIET, LINE = (30, 36, 48), (96, 102, 114), (216, 214, 208)
_FROM_THE_RIGHT = {"R", "AL"}
_MARGIN = 22.0
"""In millimetres, as everything here; sizes of letters are in points."""


class Paper(FPDF):
    """A4 with a heading on the first page, and what it is and its page number at the foot of each."""

    def __init__(self, *, title: str, foot: str) -> None:
        super().__init__(format="A4")
        self.foot_line = foot
        self._widths: dict[tuple[str, str, str, float], float] = {}
        self.set_margins(_MARGIN, 20, _MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, margin=24)
        self.add_font(WORDS, fname=_FONTS / "words.ttf")
        self.add_font(FACTS, fname=_FONTS / "facts.ttf")
        self.add_font(FACTS, style="B", fname=_FONTS / "facts-bold.ttf")
        self.add_font(OTHERS, fname=_FONTS / "others.ttf")
        self.set_fallback_fonts([OTHERS], exact_match=False)
        self.set_title(title)
        self.set_lang("en-GB")
        self.add_page()
        self.begin(title)

    def begin(self, title: str) -> None:
        """The top of the first page."""
        self._write(title, WORDS, 24, lead=1.15)

    def footer(self) -> None:
        self.set_y(-16)
        self.set_font(FACTS, size=8)
        self.set_text_color(*QUIET)
        self.cell(0, 4, self.foot_line)
        self.set_x(_MARGIN)
        self.cell(0, 4, _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}, align="R")

    def heading(self, text: str, *, below: str = "") -> None:
        """A part of the document; it begins on a new page where only its name would fit."""
        self.ln(9)
        if self.will_page_break(34):
            self.add_page()
        with self.local_context():
            self.set_draw_color(*LINE)
            self.line(_MARGIN, self.get_y(), self.w - _MARGIN, self.get_y())
        self.ln(5)
        self.start_section(text)
        self._write(text, WORDS, 17)
        if below:
            self.quiet(below)

    def fact(self, when: str, text: str, *, is_followed: bool = False) -> None:
        """A line with its day, or what it is about, in a column of its own; with what is said below it, it ends no page."""
        self.ln(3)
        if self.will_page_break(26 if is_followed else 12):
            self.add_page()
        page, top, indent = self.page_no(), self.get_y(), 38.0
        self.set_font(FACTS, size=9)
        self.set_text_color(*QUIET)
        below = top
        for line in self._lines(when, within=indent - 3):
            self.set_xy(_MARGIN, below)
            self.cell(indent, 5, line)
            below += 5
        self.set_xy(_MARGIN + indent, top)
        self._write(text, FACTS, 10, indent=indent)
        if self.page_no() == page:
            self.set_y(max(self.get_y(), below))

    def said(self, label: str, text: str) -> None:
        """Words below their fact, with what they are."""
        indent = 38.0
        if self.will_page_break(14):
            self.add_page()
        self.ln(1)
        self._write(label, FACTS, 8, colour=QUIET, indent=indent)
        self._write(text, WORDS, 11.5, lead=1.32, indent=indent)

    def quiet(self, text: str) -> None:
        self.ln(1)
        self._write(text, FACTS, 9.5, colour=QUIET)

    def paragraph(self, text: str) -> None:
        self.ln(2)
        self._write(text, FACTS, 10)

    def _write(
        self,
        text: str,
        font: str,
        size: float,
        *,
        colour: tuple[int, int, int] = INK,
        lead: float = 1.38,
        indent: float = 0,
    ) -> None:
        self.set_font(font, size=size)
        self.set_text_color(*colour)
        self.set_x(_MARGIN + indent)
        height = size * lead * 25.4 / 72
        for line in self._lines(text, within=self.epw - indent):
            self.set_x(_MARGIN + indent)
            self.cell(0, height, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _lines(self, text: str, *, within: float) -> Iterator[str]:
        """Broken between words, in the font that is set. fpdf2's own breaking looks at each letter, eight times as slowly."""
        space = self._width(" ")
        for paragraph in text.splitlines() or [""]:
            line, taken = "", 0.0
            for word in paragraph.split(" "):
                wide = self._width(word)
                if line and taken + space + wide > within:
                    yield line
                    line, taken = "", 0.0
                while wide > within:  # a word that fits no line
                    fits = max(1, sum(width <= within for width in accumulate(map(self._width, word))))
                    yield word[:fits]
                    word, wide = word[fits:], self._width(word[fits:])
                line, taken = (f"{line} {word}", taken + space + wide) if line else (word, wide)
            yield line

    def _width(self, text: str) -> float:
        at = (text, self.font_family, self.font_style, self.font_size_pt)
        if at not in self._widths:
            self._widths[at] = self.get_string_width(text)
        return self._widths[at]

    def shows(self, text: str) -> bool:
        """Whether every letter has a shape here and is written from left to right: others print as boxes, or backwards."""
        return all(
            any(isinstance(font, TTFFont) and ord(letter) in font.cmap for font in self.fonts.values())
            and bidirectional(letter) not in _FROM_THE_RIGHT
            for letter in text
            if not letter.isspace()
        )

    def as_bytes(self) -> bytes:
        return bytes(self.output())
