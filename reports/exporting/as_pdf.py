"""A paper for the board: the sentence, the measures beside the time before, the sets, and how each figure is counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.paper import FACTS, Paper
from alsweb.lib.time import in_zone
from organisations.models import Membership
from reports import queries
from reports.exporting.pieces import Pieces
from reports.exporting.seen import Seen
from reports.exporting.tables import about, small_print, told
from reports.lines import Said
from reports.measures import MEASURES, Figures, Tally, Value
from reports.models import ExportOf
from reports.queries import SetRow
from reports.sentences import heading_of, sets_by_state

_QUIET, _LINE, _BAR, _TRACK = (96, 102, 114), (216, 214, 208), (54, 98, 120), (232, 230, 224)
_ROW, _PADDING = 4.6, 1.7
"""Millimetres: the height of a line in a table, and what stands above and below it."""
_OF_SETS = ("attendance", "commitment", "held", "stayed", "hours")


@dataclass(frozen=True)
class _Column:
    name: str
    width: float
    is_number: bool = False


@dataclass(frozen=True)
class _Share:
    """A figure with its n, and where it is a share a bar below it."""

    said: Said
    share: float | None

    @classmethod
    def of_value(cls, value: Value) -> "_Share":
        share = value.share if isinstance(value, Tally) and value.n else None
        return cls(Said.of_value(value), share)


class BoardPaper(Paper):
    def figures(self, columns: Sequence[_Column], rows: Iterable[Sequence[str | _Share]]) -> None:
        """Its heading again on each page that it reaches."""
        self.ln(3)
        self._headings(columns)
        for row in rows:
            lines = max(len(self._cell_lines(cell, column)) for cell, column in zip(row, columns, strict=True))
            height = lines * _ROW + 2 * _PADDING
            if self.will_page_break(height):
                self.add_page()
                self._headings(columns)
            self._row(columns, row, height)
        self.ln(2)

    def _headings(self, columns: Sequence[_Column]) -> None:
        top = self.get_y()
        self.set_font(FACTS, size=8)
        self.set_text_color(*_QUIET)
        self._at_columns(columns, [column.name for column in columns], top)
        self._rule(top + _ROW + 1)
        self.set_y(top + _ROW + 1)

    def _row(self, columns: Sequence[_Column], row: Sequence[str | _Share], height: float) -> None:
        top = self.get_y() + _PADDING
        left = self.l_margin
        for column, cell in zip(columns, row, strict=True):
            self.set_font(FACTS, size=9.5)
            self.set_text_color(30, 36, 48)
            if isinstance(cell, _Share):
                self._share(cell, left, top, column)
            else:
                for number, line in enumerate(self._cell_lines(cell, column)):
                    self.set_xy(left, top + number * _ROW)
                    self.cell(column.width - 3, _ROW, line, align="R" if column.is_number else "L")
            left += column.width
        self.set_y(top - _PADDING + height)
        self._rule(self.get_y())

    def _share(self, cell: _Share, left: float, top: float, column: _Column) -> None:
        self.set_xy(left, top)
        self.cell(self.get_string_width(cell.said.figure) + 1.5, _ROW, cell.said.figure)
        if cell.said.of:
            self.set_font(FACTS, size=8)
            self.set_text_color(*_QUIET)
            self.cell(0, _ROW, cell.said.of)
        if cell.share is None:
            return
        wide = min(column.width - 5, 26.0)
        with self.local_context():
            self.set_fill_color(*_TRACK)
            self.rect(left, top + _ROW + 0.6, wide, 1.1, style="F")
            self.set_fill_color(*_BAR)
            if cell.share:
                self.rect(left, top + _ROW + 0.6, wide * cell.share, 1.1, style="F")

    def _cell_lines(self, cell: str | _Share, column: _Column) -> list[str]:
        if isinstance(cell, _Share):
            return ["", ""] if cell.share is not None else [""]
        self.set_font(FACTS, size=9.5)
        return list(self._lines(cell, within=column.width - 3))

    def _at_columns(self, columns: Sequence[_Column], texts: Sequence[str], top: float) -> None:
        left = self.l_margin
        for column, text in zip(columns, texts, strict=True):
            self.set_xy(left, top)
            self.cell(column.width - 3, _ROW, text, align="R" if column.is_number else "L")
            left += column.width

    def _rule(self, at: float) -> None:
        with self.local_context():
            self.set_draw_color(*_LINE)
            self.line(self.l_margin, at, self.w - self.r_margin, at)


def write_pdf(pieces: Pieces, seen: Seen, *, by: Membership) -> None:
    report = seen.report
    day = phrases.day_in_year(in_zone(seen.at, seen.zone))
    paper = BoardPaper(
        title=heading_of(seen.form, report),
        foot=_("Participation at %(organisation)s, %(day)s") % {"organisation": seen.organisation.name, "day": day},
    )
    for name, text in about(ExportOf.FIGURES, seen, by)[1:]:
        paper.quiet(_("%(name)s: %(text)s") % {"name": name, "text": text})
    paper.ln(2)
    paper.paragraph(sets_by_state(report.states))
    paper.heading(_("Compared with the time before"))
    paper.figures(
        [_Column(_("Measure"), 60), _Column(_("This period"), 53), _Column(_("The period before"), 53)],
        (
            [str(each.name), _Share.of_value(each.of(report.now)), _Share.of_value(each.of(report.before))]
            for each in told(seen)
        ),
    )
    if len(report.sets):
        _sets(paper, report.sets)
    _actions(paper, seen)
    paper.heading(_("How each figure is counted"))
    for each in told(seen):
        paper.fact(str(each.name), str(each.counted))
        paper.fact("", _("Left out: %(what)s") % {"what": each.left_out})
    pieces.write(paper.as_bytes())


def _sets(paper: BoardPaper, rows: Iterable[SetRow]) -> None:
    shown = [each for each in MEASURES if each.key in _OF_SETS]
    paper.heading(_("Set by set"))
    paper.figures(
        [_Column(_("Set"), 42), *(_Column(str(each.name), 24.8) for each in shown)],
        (
            [
                row.learning_set.name,
                *(_Share.of_value(each.of(Figures(row.figures, row.seats))) for each in shown),
            ]
            for row in rows
        ),
    )


def _actions(paper: BoardPaper, seen: Seen) -> None:
    """The small print: where there is anything to show, and never beside a measure."""
    found = queries.conduct_of(seen.organisation, quarter=seen.quarter, narrowed=seen.narrowed)
    if not found:
        return
    paper.heading(small_print(seen))
    paper.figures(
        [
            _Column(_("Over"), 56),
            *(
                _Column(name, 22, is_number=True)
                for name in (_("People"), _("Set"), _("Closed"), _("Of these let go"), _("Median days"))
            ),
        ],
        (
            [
                seen.organisation.name if each.is_all else each.name,
                *map(str, (each.people, each.decided, each.closed, each.let_go)),
                _("too few") if each.days is None else str(each.days),
            ]
            for each in found
        ),
    )
    paper.quiet(
        _(
            "Counts of actions are no target and say nothing about a set or a person; they are given over many people at"
            " once, for a whole quarter that is over."
        )
    )
