"""What a reader sees of a measure in one line: now, before, and how it went in between."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.charts import trend
from reports.costs import Money
from reports.measures import MEASURES, Figures, Measure, Value


@dataclass(frozen=True)
class Said:
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
