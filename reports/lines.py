"""What a reader sees of a measure in one line: now, before, and how it went in between."""

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reports.charts import trend
from reports.measures import MEASURES, Figures, Measure, Tally


@dataclass(frozen=True)
class Said:
    """A figure and, where it is a share, its n."""

    figure: str
    of: str = ""

    @classmethod
    def of_value(cls, value: Tally | int) -> "Said":
        if isinstance(value, int):
            return cls(f"{value:,}")
        return cls(_("%(percent)s %%") % {"percent": value.percent}, str(value)) if value.n else cls("–")


@dataclass(frozen=True)
class Line:
    measure: Measure
    now: Said
    before: Said
    parts: list[Said]
    picture: SafeString


def lines_of(now: Figures, before: Figures, parts: list[Figures]) -> list[Line]:
    return [_line(measure, now, before, parts) for measure in MEASURES]


def _line(measure: Measure, now: Figures, before: Figures, parts: list[Figures]) -> Line:
    values = [measure.of(each) for each in parts]
    return Line(
        measure,
        Said.of_value(measure.of(now)),
        Said.of_value(measure.of(before)),
        [Said.of_value(each) for each in values],
        trend([_height(each) for each in values], top=1 if measure.is_share else None),
    )


def _height(value: Tally | int) -> float | None:
    if isinstance(value, int):
        return value
    return value.share if value.n else None
