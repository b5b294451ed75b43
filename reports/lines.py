"""What a reader sees in one line: of a measure now, before, and how it went in between; of a set in a period."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from reports.charts import trend
from reports.costs import Money
from reports.measures import MEASURES, Figures, Measure, Value
from reports.queries import SetRow


class Said(NamedTuple):
    """A figure and, where it is a share, its n."""

    figure: str
    of: str = ""

    @classmethod
    def of_value(cls, value: Value) -> "Said":
        if isinstance(value, int):
            return cls(f"{value:,}")
        if isinstance(value, Money):
            return cls(str(value) or "–")
        return cls(_("%(percent)s %%") % {"percent": value.percent}, str(value)) if value.n else cls("–")


@dataclass(frozen=True)
class Line:
    measure: Measure
    now: Said
    before: Said
    parts: list[Said]
    picture: SafeString


def lines_of(now: Figures, before: Figures, parts: list[Figures]) -> list[Line]:
    """One for each measure, but for costs where none are reckoned."""
    return [_line(each, now, before, parts) for each in MEASURES if _is_told(each, now, before)]


def _is_told(measure: Measure, *several: Figures) -> bool:
    values = [measure.of(each) for each in several]
    return any(values) or not all(isinstance(each, Money) for each in values)


def _line(measure: Measure, now: Figures, before: Figures, parts: list[Figures]) -> Line:
    values = [measure.of(each) for each in parts]
    return Line(
        measure,
        Said.of_value(measure.of(now)),
        Said.of_value(measure.of(before)),
        [Said.of_value(each) for each in values],
        trend([_height(each) for each in values], top=1 if measure.is_share else None),
    )


def _height(value: Value) -> float | None:
    """Of money in several currencies the first: they are not to be added up."""
    if isinstance(value, int):
        return value
    if isinstance(value, Money):
        return next((float(amount) for amount in value.amounts.values()), None)
    return value.share if value.n else None


class SetLine(NamedTuple):
    """Texts as they stand, empty where there is nothing to count: a template looks up each of fifty rows faster so."""

    address: str
    name: str
    next: str
    tone: str
    """`ember` where a date is missing, `quiet` where none is expected."""
    attendance: str
    commitment: str
    of: str
    share: float
    held: str
    stayed: str
    hours: str


def set_line(row: SetRow, *, when: str, zone: str) -> SetLine:
    """`when` goes along with its address; dates are as the calendars in `zone` show them."""
    met, shares = row.figures, row.figures.shares
    following, tone = _next(row, zone)
    has_marks = bool(shares.attendance.n)
    return SetLine(
        f"{row.address}{when}",
        row.learning_set.name,
        following,
        tone,
        Said.of_value(shares.attendance).figure if has_marks else "",
        Said.of_value(shares.commitment).figure if has_marks else "",
        shares.attendance.of,
        shares.attendance.share,
        str(met.happened) if met.planned else "",
        str(row.seats.stayed) if row.seats.seats else "",
        str(met.hours) if met.planned else "",
    )


def _next(row: SetRow, zone: str) -> tuple[str, str]:
    if row.next_starts_at:
        return phrases.short_day_in(row.next_starts_at, zone), ""
    if row.needs_date:
        return _("no next date"), "ember"
    if row.learning_set.closed_at:
        return _("closed"), "quiet"
    return _("closing") if row.learning_set.closing_at else _("forming"), "quiet"
