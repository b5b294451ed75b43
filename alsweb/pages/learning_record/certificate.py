"""One page for the wall: that somebody attended, how often, and by which rule. Nothing of what was said."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fpdf.enums import XPos, YPos
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from alsweb.lib import phrases
from alsweb.lib.paper import FACTS, INK, LINE, QUIET, WORDS, Paper
from alsweb.pages.learning_record.gathering import Learned, LearningRecord
from sets.completion_sentences import rule_in_words

_SQUARES = 24.0
"""Millimetres: what a camera reads from an arm's length."""


def as_certificate(record: LearningRecord, learned: Learned, *, zone: str, proof: str = "") -> bytes:
    """It names the programme; the set only where there is none, for a set's name may tell what it is about.

    `proof` is an address by which others see that it is real."""
    assert learned.completion is not None
    person, came = record.person, learned.came
    day = phrases.dated(record.made_at, zone)
    paper = _Certificate(
        title=_("Certificate"),
        foot=_("%(organisation)s, %(day)s") % {"organisation": person.organisation.name, "day": day},
    )
    paper.set_auto_page_break(False)
    paper.middle(person.organisation.name, FACTS, 12, colour=QUIET, above=10 if proof else 30)
    paper.middle(_("Certificate"), WORDS, 34, above=12)
    paper.middle(_("of attendance in an action learning set"), FACTS, 12, colour=QUIET, above=2)
    paper.rule(above=16)
    paper.middle(person.name, WORDS, 26, above=16)
    paper.middle(_("has completed"), FACTS, 12, colour=QUIET, above=4)
    paper.middle(learned.completion.programme or learned.learning_set.name, WORDS, 20, above=4)
    paper.rule(above=16)
    meetings = ngettext(
        "%(came)s of %(held)s meeting attended", "%(came)s of %(held)s meetings attended", len(learned.meetings)
    ) % {"came": len(came), "held": len(learned.meetings)}
    paper.middle(f"{meetings} · {phrases.hours(learned.minutes)}", FACTS, 12, above=14)
    if came:
        first, last = (phrases.day_in_year(each.day).partition(" ")[2] for each in (came[0], came[-1]))
        paper.middle(_("from %(first)s to %(last)s") % {"first": first, "last": last}, FACTS, 12, above=2)
    rule = _("The rule: %(rule)s") % {"rule": phrases.uncapitalised(rule_in_words(learned.completion.rule))}
    paper.middle(rule, FACTS, 9.5, colour=QUIET, above=8)
    paper.middle(_("Issued on %(day)s") % {"day": day}, FACTS, 12, above=20)
    paper.middle(
        _("Attendance alone was counted. What was said in the set belongs to it."), FACTS, 9.5, colour=QUIET, above=8
    )
    if proof:
        paper.checked_at(proof)
    return paper.as_bytes()


class _Certificate(Paper):
    def begin(self, title: str) -> None:
        """With room above, a frame of hairlines, and no heading of a document."""
        with self.local_context():
            self.set_draw_color(*LINE)
            self.rect(12, 12, self.w - 24, self.h - 24)
            self.rect(13.5, 13.5, self.w - 27, self.h - 27)

    def footer(self) -> None:
        """What it is stands in the middle of the page."""

    def middle(self, text: str, font: str, size: float, *, above: float, colour: tuple[int, int, int] = INK) -> None:
        """In the middle, on as many lines as it takes."""
        self.ln(above)
        self.set_font(font, size=size)
        self.set_text_color(*colour)
        for line in self._lines(text, within=self.epw):
            self.cell(0, size * 1.3 * 25.4 / 72, line, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def checked_at(self, address: str) -> None:
        """Low on the page, as squares for a camera and as a link."""
        self.ln(8)
        squares = QRCode(border=0, error_correction=ERROR_CORRECT_M)
        squares.add_data(address)
        matrix = squares.get_matrix()
        side = _SQUARES / len(matrix)
        left, top = (self.w - _SQUARES) / 2, self.get_y()
        with self.local_context():
            self.set_fill_color(*INK)
            for row, line in enumerate(matrix):
                for column, dark in enumerate(line):
                    if dark:
                        self.rect(left + column * side, top + row * side, side, side, style="F")
        self.link(left, top, _SQUARES, _SQUARES, address)
        self.set_y(top + _SQUARES)
        self.middle(
            _("Whoever scans or clicks this sees that it is real, and nothing else."), FACTS, 9.5, colour=QUIET, above=3
        )

    def rule(self, *, above: float) -> None:
        self.ln(above)
        with self.local_context():
            self.set_draw_color(*LINE)
            self.line(self.w / 2 - 20, self.get_y(), self.w / 2 + 20, self.get_y())
